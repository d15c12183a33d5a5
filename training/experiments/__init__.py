"""The course report's experiments, remade: ``python -m training experiments --output DIR``.

``plan`` lists the networks to train, ``cells`` trains and measures one, ``runner`` does so for all of them and keeps
each result; ``results`` sums up over the seeds; ``chapters`` makes words, tables and the ``figures`` of them;
``document`` writes these as Markdown and HTML.
"""
