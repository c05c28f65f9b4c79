"""A Markdown text -> the text that its reader sees, which is what is stored and quoted.

Paragraphs keep their lines, list items their marks, headings a `#`; the marks of emphasis, links
and tags are gone, and what the page hides or strikes out is left out and counted. In reading order:

- `markdown`: the bytes -> front matter as it was written, and below it the rendered text
- `dialects`: comments and codes of Obsidian, Hugo, Jekyll, before the library reads the text
- `blocks`: the library's tokens -> paragraphs, headings, list items, rows
- `tags`: the tokens of one paragraph, and the tags in it -> its words
- `bold`: which bold lines and names the splitting of interviews needs to see

markdown-it-py and its plugins are imported here.
"""
