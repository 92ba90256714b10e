"""Where the jobs are."""

from yipanqi.web.page.telling import Entry, Telling


class Jobs(Telling):
    """The list of jobs, for everyone who may have filed one."""

    rail = (Entry(url_name="jobs:index", zh="后台任务", en="Jobs", place=90, under="/jobs/"),)
