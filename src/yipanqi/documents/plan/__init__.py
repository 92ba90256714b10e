"""The documents of a plan: work plan, task list, responsibility table, money, Gantt chart, one page, reasons."""
