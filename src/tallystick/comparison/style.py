"""How HTML of comparisons looks: self-contained, without scripts, on light and dark pages.

Colours are the page's own with some transparency. Only what stays in place while the rest is
scrolled has a background, and then a colour of text with it: the notebook's where it says one.
"""

from __future__ import annotations

STYLE = """<style>
.tally-compare{font-size:13px;line-height:1.45}
.tally-compare h4{margin:0 0 .4em;font-size:14px;font-weight:600}
.tally-compare h4 small,.tally-compare .quiet{font-weight:400;opacity:.7}
.tally-compare .scroll{overflow-x:auto;max-width:100%}
.tally-compare .wide{width:max-content;min-width:100%}
.tally-compare details{border-top:1px solid rgba(128,128,128,.3);padding:.25em 0}
.tally-compare details details{border:0;padding:0}
.tally-compare summary{cursor:pointer;font-weight:600;position:sticky;left:0;width:max-content;\
max-width:90vw}
.tally-compare details details summary{font-weight:400;opacity:.7}
.tally-compare table{border-collapse:collapse;table-layout:fixed;margin:0;font-size:inherit;\
line-height:inherit}
.tally-compare tr,.tally-compare td,.tally-compare th{background:none;border:0}
.tally-compare td,.tally-compare th{text-align:left;vertical-align:top;padding:.15em .6em;\
font-weight:400;overflow-wrap:anywhere;white-space:normal}
.tally-compare tr>th:first-child{padding-left:0}
.tally-compare thead th{font-weight:600}
.tally-compare tr>th:first-child{position:sticky;left:0;z-index:1;\
background:var(--jp-layout-color0,var(--vscode-editor-background,Canvas));\
color:var(--jp-content-font-color1,var(--vscode-editor-foreground,CanvasText))}
.tally-compare tbody tr:hover td{background:rgba(128,128,128,.1)}
.tally-compare td.best{font-weight:600;background:rgba(46,160,67,.14)}
.tally-compare td.worst{background:rgba(214,56,63,.08)}
.tally-compare .delta{font-weight:400;opacity:.8;white-space:nowrap;font-size:92%}
.tally-compare .better{color:#1a8a3c;opacity:1}
.tally-compare .worse{color:#d6383f;opacity:1}
.tally-compare pre{margin:.3em 0;padding:.4em .7em;border-radius:6px;overflow-x:auto;\
background:rgba(128,128,128,.08);color:inherit;font-size:12px;line-height:1.4}
.tally-compare ins{color:#1a8a3c;text-decoration:none}
.tally-compare del{color:#d6383f;text-decoration:none}
.tally-compare ol,.tally-compare ul{margin:.2em 0;padding-left:1.4em}
.tally-compare p{margin:.2em 0}
</style>"""
