/** What makes the page play. It reads everything from the document and writes text and classes only. */
export const SCRIPT = String.raw`(function () {
  'use strict';
  var root = document.documentElement, all = function (q, at) { return Array.prototype.slice.call((at || document).querySelectorAll(q)); };
  var get = function (id) { return document.getElementById(id); };
  var ways = all('section.way'), radios = all('input[name=way]'), way = 0, at = 0, timer = 0;
  var stops = ways.map(function (section) { return all('li.stop', section); });
  if (!stops.some(function (list) { return list.length > 0; })) return;
  root.classList.add('js');
  var calm = window.matchMedia && matchMedia('(prefers-reduced-motion: reduce)').matches;
  var now = function () { return stops[way] || []; };
  function keepInView(box, y) {
    if (box.scrollHeight <= box.clientHeight + 2) return;
    if (box.scrollTo) box.scrollTo({ top: Math.max(0, y - box.clientHeight / 2), behavior: calm ? 'auto' : 'smooth' });
  }
  function show(moved) {
    var list = now(), section = ways[way];
    at = Math.max(0, Math.min(at, list.length - 1));
    ways.forEach(function (each, i) { each.classList.toggle('current', i === way); });
    radios.forEach(function (radio) { radio.checked = Number(radio.value) === way; });
    list.forEach(function (item, i) {
      var open = i === at, head = item.querySelector('.head');
      item.classList.toggle('current', open);
      item.classList.toggle('past', i < at);
      head.setAttribute('aria-expanded', String(open));
      if (open) item.setAttribute('aria-current', 'step'); else item.removeAttribute('aria-current');
    });
    all('.row.current, .row.past', section).forEach(function (row) { row.classList.remove('current', 'past'); });
    list.forEach(function (item, i) {
      var row = get(item.dataset.row);
      if (row && i <= at) row.classList.add(i === at ? 'current' : 'past');
    });
    var item = list[at];
    if (!item) return;
    var packet = section.querySelector('.packet'), map = section.querySelector('.map'), drawing = section.querySelector('.drawing');
    packet.style.transform = 'translate(' + item.dataset.x + 'px,' + item.dataset.y + 'px)';
    packet.classList.toggle('back', item.classList.contains('back'));
    all('.dot', map).forEach(function (dot, i) { dot.classList.toggle('past', i <= at); });
    var frame = map.getBoundingClientRect(), scale = frame.height / map.viewBox.baseVal.height || 1;
    keepInView(drawing, frame.top - drawing.getBoundingClientRect().top + drawing.scrollTop + Number(item.dataset.y) * scale);
    var from = get('from'), to = get('to');
    [[from, item.dataset.from], [to, item.dataset.to]].forEach(function (pair) {
      var fresh = pair[0].textContent !== (pair[1] || '') && pair[0].textContent !== '';
      pair[0].textContent = pair[1] || '';
      pair[0].classList.toggle('fresh', fresh);
    });
    document.querySelector('.now').style.visibility = item.dataset.from ? '' : 'hidden';
    get('slider').max = String(list.length);
    get('slider').value = String(at + 1);
    get('slider').setAttribute('aria-valuetext', 'step ' + (at + 1) + ': ' + item.querySelector('.title').textContent);
    get('count').textContent = at + 1 + ' / ' + list.length;
    get('back').disabled = get('first').disabled = at === 0;
    get('next').disabled = at === list.length - 1;
    if (moved) {
      reveal(item);
      if (!timer) get('said').textContent = 'Step ' + (at + 1) + ' of ' + list.length + ': ' + item.querySelector('.title').textContent;
      try { history.replaceState(null, '', '#' + (way + 1) + '.' + (at + 1)); } catch (problem) { /* a page without an address */ }
    }
  }
  function reveal(item) {
    var box = item.getBoundingClientRect(), bar = document.querySelector('.controls').getBoundingClientRect();
    var drawing = ways[way].querySelector('.drawing').getBoundingClientRect(), over = drawing.right > box.left + 40 ? drawing.height : 0;
    var top = over + 12, bottom = bar.top - 12, move = 0;
    if (box.bottom > bottom) move = box.bottom - bottom;
    if (box.top - move < top) move = box.top - top;
    if (move) window.scrollBy({ top: move, behavior: calm ? 'auto' : 'smooth' });
  }
  function go(to) { at = to; show(true); }
  function choose(to) {
    if (!stops[to] || stops[to].length === 0) return;
    way = to;
    show(true);
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    get('play').textContent = '▶ Play';
    get('play').setAttribute('aria-label', 'play');
  }
  function play() {
    if (timer) return pause();
    if (at >= now().length - 1) at = -1;
    get('play').textContent = '⏸ Pause';
    get('play').setAttribute('aria-label', 'pause');
    var tick = function () { go(at + 1); if (at >= now().length - 1) pause(); };
    timer = setInterval(tick, 1600);
    tick();
  }
  get('first').onclick = function () { pause(); go(0); };
  get('back').onclick = function () { pause(); go(at - 1); };
  get('next').onclick = function () { pause(); go(at + 1); };
  get('play').onclick = play;
  get('slider').oninput = function () { pause(); go(Number(this.value) - 1); };
  radios.forEach(function (radio) { radio.onchange = function () { pause(); choose(Number(radio.value)); }; });
  stops.forEach(function (list) { list.forEach(function (item, i) { item.querySelector('.head').onclick = function () { pause(); go(i); }; }); });
  all('[data-way]').forEach(function (element) { element.addEventListener('click', function () { pause(); choose(Number(element.dataset.way)); }); });
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SUMMARY)$/.test(event.target.tagName)) return;
    var key = event.key, last = now().length - 1;
    var to = { ArrowRight: at + 1, n: at + 1, j: at + 1, ArrowLeft: at - 1, b: at - 1, k: at - 1, Home: 0, End: last }[key];
    if (to !== undefined) { event.preventDefault(); pause(); go(to); }
    else if (key === ' ' && event.target.tagName !== 'BUTTON') { event.preventDefault(); play(); }
    else if (/^[1-9]$/.test(key)) { pause(); choose(Number(key) - 1); }
  });
  function fromAddress() {
    var found = /^#(\d+)\.(\d+)$/.exec(location.hash);
    if (location.hash === '#play') play();
    if (!found || !stops[found[1] - 1]) return;
    way = found[1] - 1;
    at = found[2] - 1;
    show(true);
  }
  addEventListener('hashchange', fromAddress);
  show(false);
  fromAddress();
})();
`;
