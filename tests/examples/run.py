"""Runs the worked examples of a Markdown page, and compares what they give with the tables that the page shows.

Usage: run.py [--update] PAGE FOLDER

Every fenced block of `sql` (DuckDB) and `python` (pandas) runs, in the order of the page, in FOLDER. The table behind
a block must hold its result: the rows of the last query, or the value of the last line. Cells are compared, not how
DuckDB or pandas lay them out. With --update the tables are written anew.
"""

import ast
import datetime
import os
import pathlib
import re
import sys

import duckdb
import pandas

BLOCK = re.compile(r"```(sql|python)\n(.*?)\n```\n(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL)


def cell(value):
    """A value as the page shows it."""
    if value is None or value is pandas.NaT or value is pandas.NA or value != value:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return format(value, ".10g")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return str(value).replace("|", "\\|")


def table(columns, rows):
    """A Markdown table."""
    lines = [list(map(cell, columns)), ["---"] * len(columns), *(list(map(cell, row)) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def run_sql(session, code):
    """The rows of the last statement; nothing where it gives none."""
    for statement in duckdb.extract_statements(code):
        result = session.execute(statement)
    if code.lstrip().startswith("CREATE"):
        return ""
    return table([column[0] for column in result.description], result.fetchall())


def run_python(names, code):
    """The value of the last line as a table; nothing where that is no expression."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "example", "exec"), names)
    if last is None:
        return ""
    value = eval(compile(ast.Expression(last.value), "example", "eval"), names)
    value = value.to_frame() if isinstance(value, pandas.Series) else value
    value = value if isinstance(value.index, pandas.RangeIndex) else value.reset_index()
    return table(value.columns, value.astype(object).itertuples(index=False))


def main():
    *options, page, folder = sys.argv[1:]
    page = pathlib.Path(page).resolve()
    os.chdir(folder)
    text = page.read_text(encoding="utf-8")
    session, names, wrong, count = duckdb.connect(), {}, [], {"sql": 0, "python": 0}

    def example(block):
        language, code, shown = block.groups()
        count[language] += 1
        result = run_sql(session, code) if language == "sql" else run_python(names, code)
        if result != (shown or ""):
            wrong.append(f"{code}\n\ngives\n\n{result}\nnot\n\n{shown or 'nothing'}")
        return f"```{language}\n{code}\n```\n" + (f"\n{result}" if result else "")

    updated = BLOCK.sub(example, text)
    if "--update" in options:
        page.write_text(updated, encoding="utf-8")
    elif wrong:
        sys.exit("\n".join(wrong))
    print(f"{count['sql']} examples in DuckDB, {count['python']} in pandas")


main()
