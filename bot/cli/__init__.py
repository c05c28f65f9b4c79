"""The command line: settings and environment in, commands that wire the rest together.

Only this package reads settings and the environment, so it is where everything is put together;
nothing imports it. Read in this order:

- `main`: the entrance; which commands there are, and one clear line when a command fails.
- `settings`: every setting with its bounds and meaning.
- `opening`: settings -> an `Asker` over the live generation.
- `golden_bar`, `refining`: the bar of an answer by the moderators' golden questions, as it is kept
  and how it is measured.
- `wiring`: settings -> what the commands over the corpus and its people need, and what these print.
- `archives`: how long a large archive takes to embed, and whatever embeds it.
- `commands`: a module for each group of commands.
- `versions`: the packages that are installed in other versions than were tested.
- `options`, `json_output`, `citing`: what several commands take, and print for other programs.
- `question_files`: a file of questions, however a spreadsheet wrote it -> the questions.

May import everything.
"""
