"""The course report's experiments, remade: ``python -m training experiments --output DIR``.

``plan`` says which networks are trained, ``cells`` trains one and measures it, ``laboratory`` does so for all of them
and keeps what it has; ``results`` sums up; ``chapters`` and ``reasons`` say it in words, tables and the ``figures``;
``document`` writes these down as Markdown and HTML.
"""
