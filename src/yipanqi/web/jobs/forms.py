"""What may be asked of the list of jobs."""

from django import forms

from yipanqi.web.page.say import say_later

from .models import STATES, JobQuerySet

ANY = ("", say_later("全部", "All"))


class JobFilter(forms.Form):
    """Filters of the list; each is optional."""

    state = forms.ChoiceField(
        label=say_later("状态", "State"),
        required=False,
        choices=[ANY, *((state, say_later(*said)) for state, said in STATES.items())],
    )

    def chosen(self, jobs: JobQuerySet) -> JobQuerySet:
        """The jobs that fit; a filter that cannot be read chooses nothing, and the form says so."""
        if not self.is_valid():
            return jobs.none()
        state = self.cleaned_data["state"]
        return jobs.filter(state=state) if state else jobs
