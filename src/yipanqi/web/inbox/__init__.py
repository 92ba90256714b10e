"""What concerns whom, why, and until when: an inbox for each person, and one digest a working day outside of it.

# an app's apps.py                                        # where something comes to concern somebody
name_kinds({"delivery.task": ("任务", "Task")})            inbox.send(
                                                              to=people, kind="delivery.task", key=f"task:{task.pk}",
# where the matter is settled                                 what=("任务待核验", "A task is to be checked"),
inbox.withdraw(f"task:{task.pk}", at=at)                      why=("贵单位督办", "You inspect it"),
                                                              until=day, url=task.get_absolute_url(), at=at,
                                                          )
"""
