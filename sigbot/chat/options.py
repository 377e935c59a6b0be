"""The text options of commands: what each is for, and the longest text it takes.

Discord keeps these lengths while people type. A forged request may send anything: the services
check the same bounds, which are in `sigbot/domain/bounds.py`.
"""

from discord import app_commands

from sigbot.domain import bounds

Stored = app_commands.Range[str, 1, bounds.TITLE_LIMIT]
"""Names something stored: its key or its exact title."""

Title = app_commands.Range[str, 1, bounds.TITLE_LIMIT]
Line = app_commands.Range[str, 1, bounds.LINE_LIMIT]
Note = app_commands.Range[str, 1, bounds.NOTE_LIMIT]
Paragraph = app_commands.Range[str, 1, bounds.PARAGRAPH_LIMIT]
Link = app_commands.Range[str, 1, bounds.LINK_LIMIT]
SubgroupName = app_commands.Range[str, 1, bounds.SUBGROUP_NAME_LIMIT]
Tag = app_commands.Range[str, 1, bounds.TAG_LIMIT]
Tags = app_commands.Range[str, 1, bounds.TAGS_LIMIT]
Search = app_commands.Range[str, 1, bounds.SEARCH_LIMIT]
When = app_commands.Range[str, 1, bounds.WHEN_LIMIT]
Zone = app_commands.Range[str, 1, bounds.ZONE_LIMIT]
Repeat = app_commands.Range[str, 1, bounds.REPEAT_LIMIT]
Duration = app_commands.Range[str, 1, bounds.DURATION_LIMIT]
Period = app_commands.Range[str, 1, bounds.PERIOD_LIMIT]
Date = app_commands.Range[str, 1, bounds.DATE_LIMIT]
Clock = app_commands.Range[str, 1, bounds.CLOCK_LIMIT]
Days = app_commands.Range[str, 1, bounds.DAYS_LIMIT]
Leads = app_commands.Range[str, 1, bounds.LEADS_LIMIT]
Code = app_commands.Range[str, 1, bounds.CODE_LIMIT]
Suggestion = app_commands.Range[str, 1, bounds.SUGGESTION_LIMIT]
