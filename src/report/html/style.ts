/** The page's only style sheet. Colours are picked for a contrast of 4.5 to 1 at least, in light and in dark; none of them says anything alone. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1c2127;--quiet:#4c5662;--ground:#f4f5f7;--card:#fff;--edge:#c9ced6;--link:#0b57a4;--good:#14673a;--good-soft:#e3f3e9;--bad:#a8201a;--bad-soft:#fdecea;--open:#7a4d00;--open-soft:#fdf3dd;--off:#59626e;--off-soft:#eceef1}
@media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--quiet:#aab4bf;--ground:#14181d;--card:#1d2329;--edge:#434c56;--link:#8cc2ff;--good:#7fd6a0;--good-soft:#173325;--bad:#ff9a90;--bad-soft:#421b18;--open:#f0c46c;--open-soft:#3a2d10;--off:#aab4bf;--off-soft:#2a3138}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
body>*{max-width:58rem;margin-inline:auto;padding-inline:1rem}
h1,h2,h3,h4,h5{line-height:1.25;margin:1.4em 0 .4em;text-wrap:balance}
h1{font-size:1.6rem;margin:.3em 0 .6em}h2{font-size:1.25rem}h3{font-size:1.05rem}h4,h5{font-size:1rem}
p,ul,ol,dl{margin:.4em 0}
ul,ol{padding-left:1.4rem}li+li{margin-top:.25em}
a{color:var(--link);text-underline-offset:.15em}
code,pre{font:.875em/1.4 ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--off-soft);padding:.6rem;border-radius:.4rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:1}
header{padding-block:1rem .2rem;color:var(--quiet)}header p{margin:0}header strong{color:var(--ink)}
.privacy{margin-top:.5rem;font-size:.9rem;padding:.4rem .7rem;border-left:.25rem solid var(--off);background:var(--off-soft);color:var(--ink)}
.card{background:var(--card);border:1px solid var(--edge);border-radius:.7rem;padding:1rem 1.2rem;margin:.7rem 0}
.card>:first-child{margin-top:0}
#answer{border-top:.4rem solid var(--open)}#answer.healthy{border-top-color:var(--good)}#answer.problem{border-top-color:var(--bad)}
.badge{display:inline-block;margin:0;padding:.1rem .7rem;border-radius:1rem;font-weight:600;color:var(--open);background:var(--open-soft)}
.healthy .badge{color:var(--good);background:var(--good-soft)}.problem .badge{color:var(--bad);background:var(--bad-soft)}
.sure{font-weight:400}.do{font-weight:600}.quiet,caption{color:var(--quiet);font-size:.9rem}
.mind{padding-left:.7rem;border-left:.25rem solid var(--open)}
.foot{margin-top:1.2rem;padding-top:.6rem;border-top:1px solid var(--edge)}.foot:empty{display:none}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;list-style:none;margin:0}nav li+li{margin:0}nav a{display:inline-block;padding-block:.25rem}
.tools{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center;margin:.6rem 0}.tools[hidden]{display:none}
button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--quiet);border-radius:.4rem;padding:.35rem .9rem;cursor:pointer}
details{margin:.5rem 0}summary{cursor:pointer;padding:.3rem 0}summary h3{display:inline;margin:0}
.station{background:var(--card);border:1px solid var(--edge);border-radius:.5rem;padding:.2rem .9rem}.inside{padding-bottom:.4rem;scroll-margin-top:3.5rem}
.way{display:block;max-width:100%;height:auto;overflow:visible}#picture .way{margin:1.2rem 0 .4rem}.standing{display:none}
.way text{fill:var(--ink);font-size:15px}.way .name{font-weight:600}.way .state{font-size:14px}
.way circle{stroke-width:2.5}.sign path{fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-linejoin:round}
.rail{stroke:var(--off);stroke-width:2.5;fill:none}.to-broken{stroke:var(--bad);stroke-dasharray:5 5}.to-proven{stroke:var(--good)}
.stop{cursor:pointer;outline:none}.area{fill:transparent;stroke:transparent;stroke-width:2.5}.stop:hover .area{fill:var(--off-soft)}.stop:focus-visible .area{stroke:var(--link)}.stop .name{text-decoration:underline;text-underline-offset:3px}
.is-proven{color:var(--good)}.is-broken{color:var(--bad)}.is-unknown{color:var(--open)}.is-unseen{color:var(--off)}
.stop circle{stroke:currentColor}.stop .state{fill:currentColor}
.is-proven circle{fill:var(--good-soft)}.is-broken circle{fill:var(--bad-soft)}.is-unknown circle{fill:var(--open-soft)}.is-unseen circle{fill:var(--off-soft);stroke-dasharray:4 4}
.pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,13rem),1fr));gap:.3rem 1.2rem}dt{color:var(--quiet);font-size:.9rem}dd{margin:0}
.facts>div{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:.1rem 1.2rem;padding:.4rem 0;border-top:1px solid var(--edge)}
.facts>div:target,article:target{outline:3px solid var(--open);outline-offset:3px;border-radius:.3rem}
.facts code{display:block}.value{font-weight:600}.value.open{color:var(--open)}.value .quiet,.records{font-weight:400}.from{display:block;color:var(--quiet);font-size:.9rem}.others{font-size:.95rem;color:var(--quiet)}.others .value{font-weight:400}
.records{margin:0;padding-left:1.1rem}.field{color:var(--quiet)}
.proof{margin:.1rem 0 .3rem;font-size:.9rem}.proof li+li{margin-top:0}
.terms,.clauses{list-style:none;padding-left:.4rem}.weight{display:inline-block;min-width:3.4em;font-variant-numeric:tabular-nums}.clauses li{padding-left:6.6em;text-indent:-6.6em}.mark{display:inline-block;width:6.6em;text-indent:0;font-weight:600}.rule{margin-top:.9em;font-weight:400}.audience{font-weight:600;margin-top:.6em}
.remedy+.remedy{border-top:1px solid var(--edge);margin-top:1rem}.remedy h5{margin-top:.8em}
table{border-collapse:collapse;width:100%}caption{text-align:left;padding-bottom:.3rem}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-top:1px solid var(--edge)}thead th{border-top:0;color:var(--quiet);font-weight:400;font-size:.9rem}tbody th{font-weight:600}.began,.took{white-space:nowrap;font-variant-numeric:tabular-nums}.probes td:last-child{width:50%;padding-right:0}
.bar{display:block;width:100%;height:.6rem;margin-top:.25rem}.bar rect{fill:var(--good)}.bar .ground{fill:var(--off-soft)}.timed-out rect,.interrupted rect{fill:var(--open)}.failed rect{fill:var(--bad)}
footer{padding-block:1.5rem 2rem;color:var(--quiet);font-size:.9rem}
@media (max-width:48rem){.lying{display:none}.standing{display:block}.facts>div{grid-template-columns:minmax(0,1fr)}}
@media (max-width:34rem){.card{padding:.8rem}.probes thead{position:absolute;left:-100vw}.probes tr{display:block;border-top:1px solid var(--edge);padding:.3rem 0}.probes th,.probes td{display:inline-block;border:0;padding:0 .6rem 0 0}.probes td:last-child{display:block;width:auto}.probes .began::before{content:"began "}.probes .took::before{content:"took "}}
@media (prefers-reduced-motion:no-preference){.area{transition:fill .15s}}
@media print{:root{color-scheme:light;--ink:#000;--quiet:#333;--ground:#fff;--card:#fff;--edge:#999;--link:#000;--good:#14673a;--good-soft:#fff;--bad:#a8201a;--bad-soft:#fff;--open:#7a4d00;--open-soft:#fff;--off:#444;--off-soft:#fff}
body{font-size:10.5pt}body>*{max-width:none;padding-inline:0}nav,.tools,.skip,.back,.go{display:none}.lying{display:block}.standing{display:none}a{color:inherit;text-decoration:none}.stop .name{text-decoration:none}
.facts>div{grid-template-columns:minmax(0,2fr) minmax(0,3fr);break-inside:avoid}h2,h3,h4,h5,summary{break-after:avoid}li,.remedy,tr{break-inside:avoid}#answer{break-inside:avoid}
details.print::details-content{content-visibility:visible;block-size:auto}}
`;
