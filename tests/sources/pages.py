"""Pages that tests read, serve and open in a browser."""

from __future__ import annotations

RIVERS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Two rivers | The Daily Water</title>
<meta name="author" content="Ina Holt"><meta property="article:published_time" content="2024-05-31T10:00:00Z">
<meta property="og:site_name" content="The Daily Water"></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/c">Celle (Germany)</a></li></ul></nav></header>
<aside class="teaser"><p>The bridge at the mill is older than the town.</p></aside>
<main><article><h1>Two rivers</h1><p class="byline">By Ina Holt</p>
<p>The <b>Aller</b> is 215 km long. “I swim in it every morning,” said <em>Ina Holt</em>, a baker from
<a href="/celle">Celle</a>. The water was cold—and nobody minded, 100 % of them said&nbsp;so.</p>
<h2>Celle (Germany)</h2>
<figure><img src="x.jpg" alt="A boat"><figcaption>A boat, photo by Jan on Unsplash</figcaption></figure>
<p>The bridge at the mill is older than the town. It has two arches,<sup><a href="#n1">[1]</a></sup> and one of them is closed.</p>
<blockquote><p>The bridge is old, and we love it.</p><cite>Karl Meyer, mayor</cite></blockquote>
<ul><li>Bakers – 12</li><li>Mills – 3</li></ul>
<table><thead><tr><th>River</th><th>Length</th></tr></thead><tbody><tr><td>Aller</td><td>215 km</td></tr>
<tr><td>Weser</td><td>452 km</td></tr></tbody></table>
<p>Early risers meet at the pool. The water was cold. Then they go home.</p>
<h2>Verden</h2>
<p>Late risers meet at the pub. The water was cold. Then they stay on.</p>
<p>It's <q>good for me</q>, she says, and H<sub>2</sub>O is wet.</p>
<p>The bridge at the mill is older than the town.</p>
<p>Nobody knows who built the last lock, or when it was built, or why it stands so far from the river that it was meant for.</p>
</article></main>
<footer><p>© 2024 The Daily Water. All rights reserved.</p></footer></body></html>"""
