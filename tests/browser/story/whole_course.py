"""A small course that has one of everything, as its author writes it: files and the texts in them."""

from __future__ import annotations

from tests.learning.test_media import FILM, PDF

TITLE = "A stall of one's own"
COURSE = """\
key = "stall"
title = "A stall of one's own"
language = "en"
summary = "What a mentor asks before anybody buys a third chair."
for = ["mentor"]
certificate = true
validity_months = 12

[[modules]]
title = "Before you meet"

[[modules.items]]
lesson = "01-asking.md"

[[modules.items]]
conversation = "02-third-chair.twee"
with = "Wanjiru"

[[modules.items]]
lesson = "03-agreement.md"

[[modules]]
title = "The first meeting"

[[modules.items]]
lesson = "04-hour.md"
complete = "check"

[[modules.items]]
quiz = "05-check.gift"
title = "All that you know"
pass_percent = 90
"""
ASKING = """\
---
title: Ask before you tell
minutes: 6
objective: Ask one question before each piece of advice.
video: film.mp4
video_minutes: 2
transcript: film.md
attachments:
  - A plan to fill in: plan.pdf
---

## Wanjiru's salon

Wanjiru has a salon in Nakuru, and a queue on Saturdays. She asks you about a third chair.

| day | customers |
| --- | --- |
| Tuesday | 4 |
| Saturday | 19 |
"""
AGREEMENT = """\
---
title: My agreement
minutes: 5
objective: Write down what you may expect of each other.
kind: reflection
share: handed in
---

What will you do when one of you cannot come?
"""
HOUR = """\
---
title: The first hour
minutes: 4
objective: Plan an hour in which she talks more than you.
---

Listen for twenty minutes. Then ask what she has tried. Her stall is at
https://example.org/a-very-long-address-in-which-no-phone-finds-a-blank/and-which-must-break-all-the-same.
"""
THIRD_CHAIR = """\
:: StoryTitle
The third chair

:: Start
Wanjiru says: “Shall I buy a third chair?”

[[“Yes, it will pay.”->Yes]]
[[“What would it have to earn in a week?”->Earn]]

:: Yes [poor]
She looks at the door. “You decide quickly.”

Better: Give the decision back to her with a question.

[[“You are right. What would it have to earn?”->Earn]]
[[“Trust me.”->Bought]]

:: Earn [good]
“I have never counted that. Wait.” She takes out a notebook.

[[“Take your time. What does a Tuesday bring?”->Counted]]
[[“Just buy it.”->Bought]]

:: Counted [good debrief]
She counts, and waits with the chair until March. **She** decided.

:: Bought [poor debrief]
The chair stands empty from Monday to Friday.

Better: Let her count first.
"""
CHECK = """\
// [id:one]
Who decides? {=The mentee ~The mentor ~The bank}

// [id:several]
Which of these do you pass on? {~%50%Somebody is hurt ~%50%Somebody is threatened ~%-50%The month was bad}

// [id:truth]
A mentor may lend small sums. {FALSE}

// [id:gap]
A mentor {=asks ~pays} first.

// [id:typed]
In which town is the salon? {=Nakuru =Nakuru, Kenya}

// [id:number]
How many customers came on Saturday? {#19}

// [id:pairs]
Who does what? {=A mentor -> asks =A mentee -> decides}

// [id:read]
Two more minutes, and you are through.

// [id:written]
What will you ask first? {}
"""
FILES: dict[str, str | bytes | None] = {
    "course.toml": COURSE,
    "01-asking.md": ASKING,
    "02-third-chair.twee": THIRD_CHAIR,
    "03-agreement.md": AGREEMENT,
    "04-hour.md": HOUR,
    "05-check.gift": CHECK,
    "film.mp4": FILM,
    "film.md": "Wanjiru: *Shall I buy a third chair?*\n",
    "plan.pdf": PDF,
    "01-roles.md": None,  # of the usual small course
    "02-check.gift": None,
}
