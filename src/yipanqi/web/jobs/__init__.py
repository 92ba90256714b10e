"""Long work: filed by a view, done by a worker; shows progress, can be stopped, has its effect once.

# an app's actions.py                                     # where the work is asked for
@handler("plans.run", "编制方案", "Making a plan")         jobs.actions.file(
def run(ticket):                                              kind="plans.run", args={"run": run.pk}, by=user,
    found = run_in_child(ticket, search, problem)             key=f"plans.run:{run.pk}", subject=run,
    with ticket.effect() as outcome:                      )
        keep(found)                    # this, and the end of the job: both or neither, and once
        outcome.result = {"best": found.best}
"""
