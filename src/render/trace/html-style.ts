/** How the page looks: wide and narrow, light and dark, on paper. */
export const STYLE = `
:root{--bg:#f6f7f9;--card:#fff;--ink:#1b2430;--soft:#566273;--edge:#d5dbe3;--fill:#eef1f5;--out:#1f6feb;--back:#8250df;--good:#1a7f37;--bad:#c9242d;--doubt:#8a6100;--good-bg:#e3f6e8;--bad-bg:#fdeaea;--doubt-bg:#fff5d6;--now:#fff3bf;--now-edge:#d9a400}
@media (prefers-color-scheme:dark){:root{--bg:#0f141a;--card:#171e27;--ink:#e6ebf1;--soft:#9aa7b6;--edge:#303b49;--fill:#1f2833;--out:#58a6ff;--back:#bc8cff;--good:#4cc26a;--bad:#ff7b72;--doubt:#e3b341;--good-bg:#12291a;--bad-bg:#331719;--doubt-bg:#2f2611;--now:#3c3310;--now-edge:#d9a400}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;padding-bottom:6.5rem;overflow-wrap:anywhere}
.mono,pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.875em}
header,main{max-width:1180px;margin:0 auto;width:calc(100% - 40px)}
header{margin-top:24px;padding:16px 20px;background:var(--card);border:1px solid var(--edge);border-left:6px solid var(--good);border-radius:12px}
header.bad{border-left-color:var(--bad)}header.doubt{border-left-color:var(--doubt)}
h1{font-size:1.35rem;line-height:1.3;margin:0}h1 .mono{font-size:1em}
.who{margin:2px 0 0;color:var(--soft)}.note{color:var(--soft);font-size:.9em}
.verdict{margin:10px 0 0;font-size:1.1rem}
.mark{display:inline-block;width:1.6em;height:1.6em;line-height:1.6em;border-radius:50%;text-align:center;color:#fff;background:var(--good);font-weight:700;margin-right:.3em}
.bad .mark{background:var(--bad)}.doubt .mark{background:var(--doubt)}
@media (prefers-color-scheme:dark){.mark{color:#0f141a}}
.good .verdict{color:var(--good)}.bad .verdict b,.bad .verdict code{color:var(--bad)}.doubt .verdict b{color:var(--doubt)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:10px 0 0}dt{color:var(--soft)}dd{margin:0}
.ways{border:0;margin:18px 0 0;padding:0}.ways legend{font-weight:600;padding:0;margin-bottom:6px}
.choices{display:flex;flex-wrap:wrap;gap:8px;max-height:9.5rem;overflow:auto;padding:2px}
.ways label{display:flex;gap:8px;align-items:center;background:var(--card);border:1px solid var(--edge);border-left:4px solid var(--good);border-radius:8px;padding:6px 12px 6px 8px;cursor:pointer}
.ways label.bad{border-left-color:var(--bad)}.ways label.doubt{border-left-color:var(--doubt)}
.ways label:has(:checked){background:var(--now);border-color:var(--now-edge)}
.share-text{font-weight:600;white-space:nowrap}
section.way{display:grid;grid-template-columns:minmax(0,400px) minmax(0,1fr);gap:28px;margin-top:18px;align-items:start}
.way-title{grid-column:1/-1;font-size:1.05rem;margin:12px 0 -12px}.js .way-title{display:none}
.drawing{position:sticky;top:12px;max-height:calc(100vh - 110px);overflow:auto;background:var(--card);border:1px solid var(--edge);border-radius:12px;padding:10px}
.map{display:block;width:100%;height:auto;max-width:420px;margin:0 auto}
.map text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}
.map .place-name{font:600 14px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.map .hook{font:700 11px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;letter-spacing:.04em}
.map .note{font-weight:400;letter-spacing:0;fill:var(--soft)}
.map .group{fill:var(--fill);stroke:var(--edge)}.map .stage{fill:none;stroke:var(--edge);stroke-dasharray:4 3}
.map .row rect{fill:var(--card);stroke:var(--edge)}
.map .route text,.map .host text,.map .dns text,.map .client text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.map .route rect{fill:none;stroke:none}.map .route text{fill:var(--soft)}.map .more{fill:var(--soft)}
.map .client rect,.map .pod rect,.map .row.host rect{stroke:var(--ink);stroke-width:1.5}
.map .other-pod{opacity:.6}.map .other-pod rect{stroke-dasharray:3 3}.map .other-pod[data-way]{cursor:pointer}.map .other-pod[data-way]:hover{opacity:1}
.map .row.past:not(.route) rect{stroke:var(--out)}.map .row.current rect{fill:var(--now);stroke:var(--now-edge);stroke-width:2}.map .row.current text{fill:var(--ink)}
.line{fill:none;stroke-width:3;stroke-linejoin:round;opacity:.55}.line.out{stroke:var(--out)}.line.back{stroke:var(--back);stroke-dasharray:6 4}
.dot{fill:var(--card);stroke-width:2.5}.dot.out{stroke:var(--out)}.dot.back{stroke:var(--back)}.dot.out.past{fill:var(--out)}.dot.back.past{fill:var(--back)}
.dot.end.good{stroke:var(--good)}.dot.end.bad{stroke:var(--bad);fill:var(--bad)}.dot.end.doubt{stroke:var(--doubt)}.dot.end.good.past{fill:var(--good)}
.packet{display:none;transition:transform .55s ease-in-out}.js .packet{display:block}
.packet circle{fill:var(--out);stroke:var(--card);stroke-width:2}.packet.back circle{fill:var(--back)}.packet path{fill:none;stroke:#fff;stroke-width:1.4;stroke-linejoin:round}
.legend{margin:6px 0 0;text-align:center;color:var(--soft);font-size:.8rem}.key{display:inline-block;width:22px;height:0;border-top:3px solid var(--out);vertical-align:middle;margin:0 4px 0 12px}.key.back{border-top-style:dashed;border-color:var(--back)}
.stops{list-style:none;margin:0;padding:0}
.place{margin:16px 0 6px;color:var(--soft);font-size:.92rem}.place:first-child{margin-top:0}.place b{color:var(--ink)}.place .hook{font-weight:700;font-size:.78rem;letter-spacing:.05em;margin-left:6px}
.stop{background:var(--card);border:1px solid var(--edge);border-left:4px solid var(--out);border-radius:8px;margin:4px 0}
.stop.back{border-left-color:var(--back)}.stop.good{border-left-color:var(--good)}.stop.bad{border-left-color:var(--bad)}.stop.bad .title{color:var(--bad);font-weight:600}.stop.doubt{border-left-color:var(--doubt)}
.stop.current{border-color:var(--now-edge);border-left-color:var(--now-edge);box-shadow:0 0 0 1px var(--now-edge)}.stop.current .head{background:var(--now)}.stop.current .title{font-weight:600}
.head{display:flex;gap:10px;align-items:baseline;width:100%;padding:7px 12px;border:0;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer;border-radius:7px}
.head:hover{background:var(--fill)}.title{flex:1}
.number{color:var(--soft);font-size:.8rem;min-width:1.4em;text-align:right;font-variant-numeric:tabular-nums}
.detail{padding:4px 14px 12px 44px}.js .stop:not(.current) .detail{display:none}
.js section.way:not(.current){display:none}
.detail p{margin:6px 0}.where{color:var(--soft)}.where .mono:last-child{color:var(--ink);font-weight:600}.arrow{color:var(--soft)}
pre.rule{margin:6px 0;padding:8px 10px;background:var(--fill);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
.origin .mono{color:var(--out)}
.chip{font-size:.72rem;border:1px solid var(--edge);border-radius:99px;padding:0 8px;white-space:nowrap;color:var(--soft)}.chip.changed{color:var(--out);border-color:var(--out)}.chip.lot{color:var(--doubt);border-color:var(--doubt)}.chip.back{color:var(--back);border-color:var(--back)}
.header{border-collapse:collapse;margin:8px 0}.header caption{text-align:left;color:var(--soft);font-size:.8rem}.header th{font-weight:400;color:var(--soft);text-align:left;padding:2px 12px 2px 0;vertical-align:top}.header td{padding:2px 0}
del{color:var(--soft);text-decoration-color:var(--bad)}ins{text-decoration:none;font-weight:700;background:var(--good-bg);color:var(--good);border-radius:4px;padding:0 4px}
.fork{list-style:none;margin:4px 0;padding:0}.fork li,.choose{display:flex;gap:10px;align-items:center;flex-wrap:wrap}.fork li{padding:2px 0}.choose{border:1px solid var(--edge);background:none;color:inherit;font:inherit;border-radius:6px;padding:3px 8px;cursor:pointer;text-align:left}.choose:hover{border-color:var(--out)}.fork .taken{padding:3px 9px}
.bar{width:70px;height:8px;flex:none}.track{fill:var(--fill)}.share{fill:var(--doubt)}
.failed{margin-top:8px;color:var(--soft)}.failed summary{cursor:pointer}
.cost{color:var(--soft);font-size:.9rem}
.controls{display:none;position:fixed;left:0;right:0;bottom:0;background:var(--card);border-top:1px solid var(--edge);padding:8px max(20px,calc(50% - 570px)) calc(10px + env(safe-area-inset-bottom));box-shadow:0 -4px 16px rgba(0,0,0,.08);z-index:2}.js .controls{display:block}
.now{margin:0 0 6px;font:600 .9rem ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;min-height:1.4em}.now .arrow{margin:0 .5em}.end.fresh{background:var(--good-bg);color:var(--good);border-radius:4px;padding:0 4px}
.buttons{display:flex;gap:8px;align-items:center}.buttons button{border:1px solid var(--edge);background:var(--fill);color:var(--ink);border-radius:8px;font:inherit;min-width:42px;min-height:40px;padding:0 10px;cursor:pointer}.buttons #play{background:var(--out);border-color:var(--out);color:#fff;min-width:96px;font-weight:600}.buttons button:disabled{opacity:.4;cursor:default}
@media (prefers-color-scheme:dark){.buttons #play{color:#0f141a}.packet path{stroke:#0f141a}}
#slider{flex:1;min-width:60px;accent-color:var(--out)}#count{font-variant-numeric:tabular-nums;white-space:nowrap;color:var(--soft)}
:focus-visible{outline:3px solid var(--now-edge);outline-offset:1px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);margin:0}
.detail:empty{display:none!important}
@media (max-width:820px){header,main{width:100%}dl{grid-template-columns:1fr;gap:0;font-size:.9rem}dd{margin-bottom:6px}header{margin:0;border-radius:0;border-width:0 0 1px 6px;padding:12px 14px}main{padding:0 10px}h1{font-size:1.1rem}.verdict{font-size:1rem}body{padding-bottom:7.5rem}
section.way{grid-template-columns:minmax(0,1fr);gap:12px}.drawing{top:0;max-height:38vh;border-radius:0 0 12px 12px;z-index:1;box-shadow:0 4px 10px rgba(0,0,0,.08);padding:6px}.detail{padding-left:14px}.choices{flex-direction:column;flex-wrap:nowrap;max-height:11rem;gap:5px}.ways label{font-size:.85rem;padding:3px 8px 3px 6px}.controls{padding-left:10px;padding-right:10px}.buttons{gap:6px}#first{display:none}}
@media (prefers-reduced-motion:reduce){.packet{transition:none}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--edge:#bbb;--fill:#f3f3f3;--out:#0b57d0;--back:#6b3fc0;--good:#126b2c;--bad:#b0161f;--doubt:#7a5600;--good-bg:#e3f6e8;--now:#fff;--now-edge:#bbb}
body{padding:0;font-size:10.5pt}header{margin:0 0 8px}header,main{max-width:none;width:100%;padding:0}header{padding:8px 12px}
.controls,.packet,.js .packet,.sr{display:none!important}.js .stop:not(.current) .detail{display:block}.stop.current{box-shadow:none;border-color:var(--edge)}.stop.current .title{font-weight:400}.stop{break-inside:avoid}.place{break-after:avoid}
section.way{display:block}.js section.way:not(.current){display:none}.drawing{position:static;max-height:none;overflow:visible;border:0;padding:0;margin:0 0 12px;break-inside:avoid}.map{max-width:340px;max-height:235mm}.detail{padding:0 10px 6px 38px}.choices{max-height:none;overflow:visible;flex-direction:column;gap:4px}.chip,.head{print-color-adjust:exact;-webkit-print-color-adjust:exact}.map .row.current rect{fill:var(--card);stroke:var(--edge);stroke-width:1}.head{padding:4px 10px}.detail p,.header,pre.rule{margin:3px 0}.header.same{display:none}}
`;
