const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=["assets/pdf-e3685013.js","assets/index-5981fa66.js","assets/index-294cea24.css"])))=>i.map(i=>d[i]);
import{B as e,C as t,G as n,K as r,Q as i,W as a,X as o,at as s,dt as c,gt as l,mt as u,nt as d,pt as f,rt as ee,ut as te,w as ne,z as re}from"./shared-c87b32bc.js";import{$ as p,A as ie,Cn as m,Ct as h,D as ae,G as g,H as _,Ht as v,J as oe,K as se,Kt as ce,Lt as y,Nt as le,Pt as b,Q as ue,Qt as de,Rt as x,Sn as S,St as fe,Tt as C,U as pe,W as w,X as T,Y as me,Z as E,Zt as he,b as D,bn as O,c as ge,en as _e,hn as ve,jt as ye,k as be,l as xe,mn as Se,n as Ce,nt as k,ot as we,q as A,sn as Te,t as Ee,tt as De,vn as Oe,w as ke,wn as j,xn as Ae,yn as M}from"./index-5981fa66.js";import{a as je,c as Me,d as Ne,f as Pe,g as Fe,h as N,i as P,l as Ie,m as F,n as Le,o as I,p as L,r as Re,s as R,t as ze,u as Be}from"./Keep-fb4e571e.js";import{a as Ve,i as z,n as He,o as Ue,t as We}from"./storedTime-bd93e306.js";import{t as Ge}from"./layers-98b77c94.js";import{n as Ke,r as B,t as qe}from"./StartAgain-3c4d0250.js";var V={name:`clock-3`,size:24,node:[[`circle`,{cx:`12`,cy:`12`,r:`10`,key:`1mglay`}],[`path`,{d:`M12 6v6h4`,key:`135r8i`}]]};V.node;var Je=b(V),H={name:`cloud-upload`,size:24,node:[[`path`,{d:`M12 13v8`,key:`1l5pq0`}],[`path`,{d:`M4 14.899A7 7 0 1 1 15.71 8h1.79a4.5 4.5 0 0 1 2.5 8.242`,key:`1pljnt`}],[`path`,{d:`m8 17 4-4 4 4`,key:`1quai1`}]],aliases:[`upload-cloud`]};H.node;var Ye=b(H),U={name:`list`,size:24,node:[[`path`,{d:`M3 5h.01`,key:`18ugdj`}],[`path`,{d:`M3 12h.01`,key:`nlz23k`}],[`path`,{d:`M3 19h.01`,key:`noohij`}],[`path`,{d:`M8 5h13`,key:`1pao27`}],[`path`,{d:`M8 12h13`,key:`1za7za`}],[`path`,{d:`M8 19h13`,key:`m83p4d`}]]};U.node;var Xe=b(U),W={name:`pause`,size:24,node:[[`rect`,{x:`14`,y:`3`,width:`5`,height:`18`,rx:`1`,key:`kaeet6`}],[`rect`,{x:`5`,y:`3`,width:`5`,height:`18`,rx:`1`,key:`1wsw3u`}]]};W.node;var Ze=b(W),G={name:`refresh-cw`,size:24,node:[[`path`,{d:`M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8`,key:`v9h5vc`}],[`path`,{d:`M21 3v5h-5`,key:`1q7to0`}],[`path`,{d:`M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16`,key:`3uifl3`}],[`path`,{d:`M8 16H3v5`,key:`1cv678`}]]};G.node;var Qe=b(G),K={name:`zoom-out`,size:24,node:[[`circle`,{cx:`11`,cy:`11`,r:`8`,key:`4ej97u`}],[`line`,{x1:`21`,x2:`16.65`,y1:`21`,y2:`16.65`,key:`13gj7c`}],[`line`,{x1:`8`,x2:`14`,y1:`11`,y2:`11`,key:`durymu`}]]};K.node;var $e=b(K);function et(){m(()=>void L(),[]);let e=Pe.value;return p(_,{title:C(`lesson:kept_lessons`),back:`/users/view`,backLabel:C(`shell:account`),children:[Te.value?.isShared&&p(A,{tone:`info`,title:C(`lesson:kept_not_shared`)}),e===void 0?p(oe,{}):p(tt,{lessons:e})]})}function tt({lessons:e}){return e.length===0?p(g,{children:C(`lesson:kept_none`)}):p(`div`,{class:`stack`,children:[p(rt,{lessons:e}),p(it,{lessons:e}),nt(e).map(e=>p(a,{title:e[0].subject,children:p(r,{children:e.map(e=>p(at,{kept:e},e.lesson))})},e[0].subjectId+e[0].enrollment))]})}function nt(e){let t=new Map;for(let n of e){let e=`${n.subjectId} ${n.enrollment}`;t.set(e,[...t.get(e)??[],n])}return[...t.values()]}function rt({lessons:e}){let[t,n]=S();m(()=>{navigator.storage?.estimate?.().then(({quota:e=0,usage:t=0})=>n(Math.max(e-t,0)),()=>void 0)},[e]);let r=P(e.reduce((e,t)=>e+t.bytes,0));return p(`p`,{children:[C(`lesson:kept_size`,{count:e.length,size:r}),t!==void 0&&` ${C(`lesson:kept_free`,{size:P(t)})}`]})}function it({lessons:e}){let[t,n]=S(!1),r=D(async()=>{for(let t of e)await R(t)}),i=D(async()=>{for(let t of e)await F(t);n(!1)});return p(`div`,{class:`buttons`,children:[p(T,{look:`secondary`,isBusy:r.isBusy,disabled:!v.value,onClick:()=>void r.run(),children:[p(Qe,{"aria-hidden":`true`,size:18}),C(`lesson:kept_update`)]}),p(T,{look:`quiet`,onClick:()=>n(!0),children:[p(N,{"aria-hidden":`true`,size:18}),C(`lesson:kept_remove_all`)]}),t&&p(ge,{title:C(`lesson:kept_remove_all`),confirmLabel:C(`offline:remove`),isDangerous:!0,isBusy:i.isBusy,onConfirm:()=>void i.run(),onClose:()=>n(!1),children:p(`p`,{children:C(`lesson:kept_remove_hint`)})})]})}function at({kept:e}){let t=je.value[I(e)],r=De(new Date(e.keptAt));return p(`li`,{class:`kept`,children:[p(`ul`,{children:p(n,{href:i(e.enrollment,e.lesson),lead:p(l,{"aria-hidden":`true`,size:20}),title:e.name,detail:p(j,{children:[C(`lesson:kept_detail`,{size:P(e.bytes),when:r}),` `,p(ot,{kept:e})]})})}),p(`button`,{type:`button`,class:`icon-button`,"aria-label":C(`lesson:kept_remove`,{name:e.name}),title:C(`offline:remove`),disabled:t?.isRunning,onClick:()=>void F(e),children:p(N,{"aria-hidden":`true`,size:20})}),t?.error!==void 0&&p(A,{tone:`warning`,title:Re(t.error)}),e.lostFiles>0&&p(`p`,{class:`kept-note`,children:C(`offline:lost_files`,{count:e.lostFiles})})]})}function ot({kept:e}){let t=je.value[I(e)],n=ie.value.filter(t=>t.topic===z(e));return n.some(e=>e.state===`refused`)?p(w,{tone:`bad`,children:C(`lesson:kept_refused`)}):n.length>0?p(w,{tone:`info`,children:C(`lesson:kept_waiting`)}):t?.isRunning?p(w,{tone:`quiet`,children:C(`base:of`,{completed:t.done,total:t.total})}):e.isComplete?null:p(w,{tone:`warning`,children:C(`lesson:kept_incomplete`)})}function q({view:e,enrollment:t}){let n=e.lesson.Exam;return n.length===0?null:p(`div`,{class:`card gates`,children:[p(`h2`,{children:C(`lesson:gate_exams`,{count:n.length})}),p(r,{children:n.map(n=>p(st,{exam:n,enrollment:t,isOpen:e.testAuthorization},n.id))}),e.can_reset&&p(qe,{of:{enrollment:t,lesson:e.lesson.TrainingSubjectLesson.id}})]})}function st({exam:e,enrollment:t,isOpen:r}){let i=r&&e.available,a=e.passed?f:i?c:Fe;return p(n,{href:r?o(t,e.id):void 0,lead:p(a,{"aria-hidden":`true`,size:22}),title:e.name,detail:e.passed?void 0:ct(e,r),trail:e.passed&&p(w,{tone:`good`,children:C(`lesson:passed`)})})}function ct(e,t){return e.available?C(t?`lesson:exam_ready`:`lesson:exam_after_slides`):C(`lesson:exam_unavailable`)}function lt({view:e,time:t,completion:n}){let{TrainingSubjectLesson:r,TrainingSubject:i,Training:a,LessonSlide:o}=e.lesson,s=o.some(e=>e.completed)||n.outcome!==void 0;return p(`div`,{class:`lesson-facts`,children:[p(`span`,{children:[p(ye,{"aria-hidden":`true`,size:18}),[i.code,a.name].filter(Boolean).join(` · `)]}),o.length>0&&p(`span`,{children:[p(Ge,{"aria-hidden":`true`,size:18}),C(`lesson:slide_count`,{count:o.length})]}),r.minutes>0&&p(`span`,{children:[p(Je,{"aria-hidden":`true`,size:18}),C(`lesson:planned`,{time:k(r.minutes*60)})]}),s&&p(w,{tone:`good`,children:[p(f,{"aria-hidden":`true`,size:16}),C(`lesson:completed`)]}),a.time_online&&o.length>0&&p(ut,{view:e,time:t,completion:n})]})}function ut({view:e,time:t,completion:n}){let r=[...e.attendance.filter(e=>e.LessonClass===null).map(e=>e.TrainingSubjectAttendance.time),...n.waiting.map(e=>Ve(e.body)),t.seconds].reduce((e,t)=>e+t,0);return p(`span`,{class:`time-studied`,children:[!t.isCounting&&p(Ze,{"aria-hidden":`true`,size:16}),C(`lesson:time_studied`,{time:k(r)}),!t.isCounting&&` (${C(`lesson:time_paused`)})`]})}function dt({of:e,view:t,isOpen:n}){let{TrainingSubjectLesson:r,LearningObjective:i,Exam:a,LessonSlide:o,TrainingSubject:s}=t.lesson,c=r.description||i.length>0||a.length>0;return p(`div`,{class:`folds`,children:[c&&p(`details`,{class:`fold`,open:n,children:[p(`summary`,{children:C(`lesson:about`)}),p(`div`,{class:`stack`,children:[r.description&&p(`p`,{class:`lines`,children:r.description}),p(ft,{objectives:i}),p(q,{view:t,enrollment:e.enrollment})]})]}),o.length>0&&!Te.value?.isShared&&p(`details`,{class:`fold`,children:[p(`summary`,{children:C(`lesson:offline`)}),p(`div`,{class:`stack`,children:[p(ze,{...e}),p(Le,{subject:s.id,enrollment:e.enrollment}),p(`a`,{href:`/app/trainings/lessons/kept`,children:C(`lesson:kept_lessons`)})]})]})]})}function ft({objectives:e}){return e.length===0?null:p(`div`,{children:[p(`h2`,{children:C(`lesson:objectives`)}),p(`ul`,{class:`objectives`,children:e.map(({id:e,name:t,description:n})=>p(`li`,{children:[t,n&&p(`small`,{class:`lines`,children:n})]},e))})]})}function pt({lesson:e,enrollment:t}){return`lesson:place:${e}:${t}`}function mt(e,t){return de(pt(e),t).catch(()=>void 0)}var ht=50,gt=900;function _t(e,t){let n,r=e=>{let{touches:t,target:r,timeStamp:i}=e,a=t[0];n=t.length===1&&a?{x:a.clientX,y:a.clientY,at:i,target:r}:void 0},i=e=>{let r=e.changedTouches[0],i=n&&r&&vt(n,r,e.timeStamp);i&&!yt(n.target,i)&&t(i),n=void 0},a=()=>{n=void 0};return e.addEventListener(`touchstart`,r,{passive:!0}),e.addEventListener(`touchend`,i,{passive:!0}),e.addEventListener(`touchcancel`,a),()=>{e.removeEventListener(`touchstart`,r),e.removeEventListener(`touchend`,i),e.removeEventListener(`touchcancel`,a)}}function vt(e,t,n){let r=t.clientX-e.x,i=t.clientY-e.y;return Math.abs(r)>=ht&&Math.abs(r)>2*Math.abs(i)&&n-e.at<=gt?r<0?1:-1:void 0}function yt(e,t){for(let n=e;n;n=n.parentElement){if(n.matches(`video, audio, input`))return!0;let e=n.scrollWidth-n.clientWidth;if(e>1&&/auto|scroll/.test(getComputedStyle(n).overflowX)&&(t>0?n.scrollLeft<e-1:n.scrollLeft>1))return!0}return!1}function bt({slides:e,position:t,onPosition:n,onClose:r}){return p(xe,{title:C(`lesson:overview`),onClose:r,children:[p(xt,{slides:e,position:t,onPosition:e=>{r(),n(e)}}),p(`div`,{class:`dialog-buttons`,children:p(T,{look:`secondary`,onClick:r,children:C(`base:close`)})})]})}function xt({slides:e,position:t,onPosition:n}){return p(`ol`,{class:`titles`,children:e.map(({id:e,title:r},i)=>p(`li`,{children:p(`button`,{type:`button`,class:ue(`slide-name`,i===t&&`current`),"aria-current":i===t?`step`:void 0,onClick:()=>n(i),children:[p(`span`,{class:`slide-number`,children:i+1}),r]})},e))})}var St=class extends Error{name=`FileLost`};async function J(t){let n=await e(t);if(n)return n;let r=await fetch(t,{credentials:`omit`}).catch(()=>void 0);if(!r)throw new x(t);if(!r.ok)throw r.status>=500?new x(t):new St(t);return r.blob()}var Ct={png:`picture`,jpg:`picture`,jpeg:`picture`,gif:`picture`,webp:`picture`,mp4:`film`,webm:`film`,mp3:`sound`,pdf:`pdf`};function wt(e){return Ct[/\.([a-z0-9]+)$/i.exec(e.split(`?`)[0])?.[1]?.toLowerCase()??``]??`other`}function Tt(e){return[`film`,`sound`].includes(wt(e))}function Et(e){let[t,n]=S();return m(()=>{if(!e)return n(void 0);let t=URL.createObjectURL(e);return n(t),()=>URL.revokeObjectURL(t)},[e]),t}var Dt=1.5;function Ot(e,t,n,r){let i=Math.min(Math.max(t,1),6),a=i/e.scale;return{scale:i,left:(e.left+n)*a-n,top:(e.top+r)*a-r}}function kt(e,t){return e===`+`||e===`=`?t*Dt:e===`-`?t/Dt:e===`0`?1:void 0}function At(e,t){let n=e.width||t.width,r=e.height||t.height,i=Math.min(t.width/n,t.height/r,2);return{width:n*i,height:r*i}}var jt=2.5;function Mt(){let e=M(null),t=M(null),[n,r]=S({scale:1,left:0,top:0}),i=M(n);i.current=n;let a=(t,n,a)=>{let o=e.current,s={scale:i.current.scale,left:o.scrollLeft,top:o.scrollTop};r(Ot(s,t,n??o.clientWidth/2,a??o.clientHeight/2))};return Ae(()=>Nt(e.current,t.current,n),[n]),Pt(e,i,a),{area:e,picture:t,scale:n.scale,isLargest:n.scale>=6,fit:()=>r({scale:1,left:0,top:0}),press:e=>a(kt(e,n.scale)??n.scale)}}function Nt(e,t,n){if(!t?.complete)return;let r=At({width:t.naturalWidth,height:t.naturalHeight},{width:e.clientWidth,height:e.clientHeight});t.style.width=`${r.width*n.scale}px`,t.style.height=`${r.height*n.scale}px`,e.scrollTo(n.left,n.top)}function Pt(e,t,n){m(()=>{let r=e.current,i=e=>{let t=r.getBoundingClientRect();return[e.clientX-t.left,e.clientY-t.top]},a={...Ft(t,i,n),dblclick:e=>n(t.current.scale>1?1:jt,...i(e)),wheel:e=>{e.ctrlKey&&(e.preventDefault(),n(t.current.scale*Math.exp(-e.deltaY/200),...i(e)))},keydown:e=>{let r=kt(e.key,t.current.scale);r!==void 0&&!e.ctrlKey&&!e.metaKey&&n(r)}},o=e=>e===`keydown`?r.closest(`dialog`)??r:r;for(let[e,t]of Object.entries(a))o(e).addEventListener(e,t,{passive:!1})},[])}function Ft(e,t,n){let r;return{touchstart(t){r=t.touches.length===2?{distance:It(t),scale:e.current.scale}:void 0},touchmove(e){if(!r||e.touches.length!==2)return;e.preventDefault();let[i,a]=[e.touches[0],e.touches[1]],o={clientX:(i.clientX+a.clientX)/2,clientY:(i.clientY+a.clientY)/2};n(r.scale*It(e)/r.distance,...t(o))}}}function It({touches:e}){let[t,n]=[e[0],e[1]];return Math.max(Math.hypot(t.clientX-n.clientX,t.clientY-n.clientY),1)}function Y({picture:e,text:t,onClose:n}){let r=M(null),i=Et(e),a=Mt();return m(()=>r.current?.showModal(),[]),p(`dialog`,{ref:r,class:`zoom`,"aria-label":t||C(`lesson:picture`),onClose:n,children:[p(`div`,{class:`zoom-tools`,children:[p(`span`,{class:`zoom-text`,children:t}),p(X,{label:C(`lesson:zoom_out`),onClick:()=>a.press(`-`),disabled:a.scale<=1,children:p($e,{"aria-hidden":`true`,size:22})}),p(`output`,{class:`zoom-scale`,children:we(Math.round(a.scale*100))}),p(X,{label:C(`lesson:zoom_in`),onClick:()=>a.press(`+`),disabled:a.isLargest,children:p(B,{"aria-hidden":`true`,size:22})}),p(X,{label:C(`base:close`),onClick:()=>r.current?.close(),children:p(s,{"aria-hidden":`true`,size:22})})]}),p(`div`,{class:`zoom-area`,ref:a.area,tabIndex:0,role:`group`,"aria-label":C(`lesson:zoom_area`),children:i&&p(`img`,{ref:a.picture,src:i,alt:t||C(`lesson:picture`),onLoad:a.fit})})]})}function X({label:e,onClick:t,disabled:n=!1,children:r}){return p(`button`,{type:`button`,class:`zoom-tool`,"aria-label":e,title:e,disabled:n,onClick:t,children:r})}var Lt=2e3,Z=()=>ve(()=>import(`./pdf-e3685013.js`),__vite__mapDeps([0,1,2]));function Rt({path:e}){let{pdf:t,error:n}=Bt(e);return n===void 0?t?p(Ht,{pdf:t}):p(oe,{}):p(A,{tone:`warning`,title:zt(n)})}function zt(e){return e instanceof x?C(`lesson:media_not_kept`):C(`lesson:pdf_not_shown`)}function Bt(e){let[t,n]=S({}),r=v.value;return m(()=>{if(t.pdf)return;let r=!0;return Vt(e).then(e=>r?n({pdf:e}):void e.loadingTask.destroy(),e=>r&&n({error:e})),()=>{r=!1}},[e,r]),m(()=>()=>void t.pdf?.loadingTask.destroy(),[t.pdf]),t}async function Vt(e){let t=await J(e);return(await Z().catch(()=>{throw new x(`the part that shows PDFs`)})).openPdf(t)}function Ht({pdf:e}){let[t,n]=S(1),[r,i]=S(),a=async()=>i(await(await Z()).takePicture(e,t,Lt)),o=C(`lesson:pdf_page`,{number:t,total:e.numPages});return p(`div`,{class:`pdf`,children:[p(Ut,{pdf:e,number:t}),p(`div`,{class:`pdf-tools`,children:[p(T,{look:`secondary`,disabled:t<=1,onClick:()=>n(t-1),children:[p(le,{"aria-hidden":`true`,size:18}),p(`span`,{class:`visually-hidden`,children:C(`lesson:pdf_previous`)})]}),p(`span`,{role:`status`,children:o}),p(T,{look:`secondary`,disabled:t>=e.numPages,onClick:()=>n(t+1),children:[p(u,{"aria-hidden":`true`,size:18}),p(`span`,{class:`visually-hidden`,children:C(`lesson:pdf_next`)})]}),p(T,{look:`secondary`,onClick:()=>void a(),children:[p(B,{"aria-hidden":`true`,size:18}),C(`lesson:enlarge`)]})]}),r&&p(Y,{picture:r,text:o,onClose:()=>i(void 0)})]})}function Ut({pdf:e,number:t}){let n=M(null),r=M(null),i=M(null),[a,o]=S(!1),s=M(Promise.resolve());return m(()=>{let a=0,c=new ResizeObserver(()=>{let c={canvas:r.current,text:i.current,width:n.current.clientWidth};c.width!==a&&(a=c.width,s.current=s.current.then(Z).then(n=>n.drawPage(e,t,c)).then(()=>o(!1),()=>o(!0)))});return c.observe(n.current),()=>c.disconnect()},[e,t]),p(j,{children:[a&&p(A,{tone:`warning`,title:C(`lesson:pdf_page_not_shown`)}),p(`div`,{class:`pdf-page`,ref:n,children:[p(`canvas`,{ref:r}),p(`div`,{class:`textLayer`,ref:i})]})]})}function Wt({path:e,onPlaying:t}){let n=re(e),[r,i]=S(!1),a=()=>i(!0);m(()=>i(!1),[v.value]),m(()=>()=>t(!1),[]);let o={controls:!0,preload:`metadata`,src:n,onPlay:()=>t(!0),onPause:()=>t(!1),onEnded:()=>t(!1),onError:a};if(r)return p(Gt,{});if(n===void 0)return null;let s=wt(e);return p(`div`,{class:`slide-media`,children:[s===`film`&&p(`video`,{...o,playsInline:!0,"aria-label":C(`lesson:film`)}),s===`sound`&&p(`audio`,{...o,"aria-label":C(`lesson:sound`)}),s===`picture`&&p(Kt,{path:e,address:n,onLost:a}),s===`pdf`&&p(Rt,{path:e}),(s===`pdf`||s===`other`)&&p(qt,{address:n,path:e})]})}function Gt(){let e=v.value?C(`lesson:media_lost`):C(`lesson:media_not_kept`);return p(A,{tone:`warning`,title:e})}function Kt({path:e,address:t,onLost:n}){let[r,i]=S();return p(j,{children:[p(`button`,{type:`button`,class:`picture-button`,"aria-label":C(`lesson:enlarge`),onClick:()=>void J(e).then(i,n),children:p(`img`,{src:t,alt:C(`lesson:picture`),onError:n})}),r&&p(Y,{picture:r,text:C(`lesson:picture`),onClose:()=>i(void 0)})]})}function qt({address:e,path:t}){return p(`a`,{class:`button secondary`,href:e,download:t.split(`/`).at(-1),children:[p(te,{"aria-hidden":`true`,size:18}),C(`lesson:download`)]})}var Jt=`<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>/* Colours and sizes are those of src/styles/base.css: the frame stands on a card. */
:root {
  color-scheme: light dark;
  --surface: #ffffff;
  --ink: #14202e;
  --faint: #546172;
  --edge: #d5dde6;
  --surface-2: #eaeff5;
  --brand: #1255a6;
  font:
    100% / 1.6 system-ui,
    -apple-system,
    "Segoe UI",
    Roboto,
    "Noto Sans",
    sans-serif;
  background: var(--surface);
  color: var(--ink);
  touch-action: pan-y pinch-zoom;
  overflow: hidden;
}
@media (prefers-color-scheme: dark) {
  :root {
    --surface: #151f2b;
    --ink: #e9eef4;
    --faint: #a7b4c3;
    --edge: #2a3848;
    --surface-2: #1e2a38;
    --brand: #86b9f7;
  }
}
*,
*::before,
*::after {
  box-sizing: border-box;
}
body {
  margin: 0;
  overflow-wrap: anywhere;
}
#slide {
  padding: 3px;
  display: flow-root;
}
#slide > :first-child {
  margin-top: 0;
}
#slide > :last-child {
  margin-bottom: 0;
}
p,
ul,
ol,
dl,
pre,
blockquote,
figure,
.scroller {
  margin: 0 0 1em;
}
h1,
h2,
h3,
h4,
h5,
h6 {
  margin: 1.4em 0 0.5em;
  line-height: 1.25;
}
h1,
h2 {
  font-size: 1.25em;
}
h3 {
  font-size: 1.1em;
}
h4,
h5,
h6 {
  font-size: 1em;
}
ul,
ol {
  padding-left: 1.4em;
}
li + li {
  margin-top: 0.35em;
}
li::marker {
  color: var(--faint);
}
a {
  color: var(--brand);
}
:focus-visible {
  outline: 3px solid var(--brand);
  outline-offset: 0;
  border-radius: 6px;
}
img {
  max-width: 100%;
  height: auto;
  border-radius: 10px;
  vertical-align: middle;
}
img[role="button"] {
  cursor: zoom-in;
}
img.waiting {
  display: inline-block;
  min-width: min(12rem, 100%);
  min-height: 6rem;
  background: var(--surface-2);
}
.lost,
.elsewhere {
  display: inline-block;
  margin: 0.25em 0;
  padding: 0.6em 0.9em;
  border: 1px dashed var(--faint);
  border-radius: 10px;
  color: var(--faint);
}
.elsewhere {
  color: var(--brand);
}
figure {
  text-align: center;
}
figcaption {
  margin-top: 0.4em;
  color: var(--faint);
  font-size: 0.9em;
}
blockquote {
  padding-left: 1em;
  border-left: 4px solid var(--edge);
  color: var(--faint);
}
.scroller {
  overflow-x: auto;
  touch-action: auto;
}
table {
  border-collapse: collapse;
  min-width: 60%;
  font-variant-numeric: tabular-nums;
}
caption {
  padding-bottom: 0.4em;
  color: var(--faint);
  text-align: start;
}
th,
td {
  padding: 0.5em 0.75em;
  border-bottom: 1px solid var(--edge);
  text-align: start;
  vertical-align: top;
  overflow-wrap: normal;
}
th {
  background: var(--surface-2);
}
pre,
code,
kbd,
samp {
  font:
    0.9em / 1.5 ui-monospace,
    "SFMono-Regular",
    Menlo,
    Consolas,
    monospace;
}
pre {
  margin: 0;
  padding: 0.8em 1em;
  border-radius: 10px;
  background: var(--surface-2);
}
hr {
  border: 0;
  border-top: 1px solid var(--edge);
  margin: 1.5em 0;
}
math[display="block"] {
  overflow-x: auto;
  padding: 0.35em 0;
}
menclose {
  display: inline-block;
}
menclose[notation="box"] {
  border: 1px solid;
  padding: 0.2em 0.3em;
}
menclose[notation*="strike"] {
  background: linear-gradient(to top right, transparent 47%, currentcolor 48% 52%, transparent 53%);
}</style></head><body><div id="slide"></div><script>(function(){var e=[\`ArrowLeft\`,\`ArrowRight\`,\`Home\`,\`End\`],t=50,n=900;function r(e,t){let n,r=e=>{let{touches:t,target:r,timeStamp:i}=e,a=t[0];n=t.length===1&&a?{x:a.clientX,y:a.clientY,at:i,target:r}:void 0},o=e=>{let r=e.changedTouches[0],o=n&&r&&i(n,r,e.timeStamp);o&&!a(n.target,o)&&t(o),n=void 0},s=()=>{n=void 0};return e.addEventListener(\`touchstart\`,r,{passive:!0}),e.addEventListener(\`touchend\`,o,{passive:!0}),e.addEventListener(\`touchcancel\`,s),()=>{e.removeEventListener(\`touchstart\`,r),e.removeEventListener(\`touchend\`,o),e.removeEventListener(\`touchcancel\`,s)}}function i(e,r,i){let a=r.clientX-e.x,o=r.clientY-e.y;return Math.abs(a)>=t&&Math.abs(a)>2*Math.abs(o)&&i-e.at<=n?a<0?1:-1:void 0}function a(e,t){for(let n=e;n;n=n.parentElement){if(n.matches(\`video, audio, input\`))return!0;let e=n.scrollWidth-n.clientWidth;if(e>1&&/auto|scroll/.test(getComputedStyle(n).overflowX)&&(t>0?n.scrollLeft<e-1:n.scrollLeft>1))return!0}return!1}var o=2e3,s={createHTML:e=>e,createScriptURL(){throw TypeError(\`The frame loads no scripts.\`)}},c=window.trustedTypes?.createPolicy(\`downwind\`,s)??s,l=document.getElementById(\`slide\`),u=[],d=0;function f(e){parent.postMessage(e,\`*\`)}addEventListener(\`message\`,e=>{if(e.source!==parent)return;let t=e.data;t.kind===\`slide\`&&m(t.html,t.labels),t.kind===\`slide\`&&p(t.page),t.kind===\`file\`&&v(t.address,t.blob),t.kind===\`lost\`&&y(t.address,t.text)});function p({title:e,language:t,fontSize:n}){document.title=e,document.documentElement.lang=t,document.documentElement.style.fontSize=n}function m(e,t){for(let e of u)URL.revokeObjectURL(e);u=[];let n=new DOMParser().parseFromString(c.createHTML(e),\`text/html\`);l.replaceChildren(...n.body.childNodes);for(let e of l.querySelectorAll(\`table, pre\`))h(e);for(let e of g())_(e,t)}function h(e){let t=document.createElement(\`div\`);t.className=\`scroller\`,e.replaceWith(t),t.append(e),t.scrollWidth>t.clientWidth&&(t.tabIndex=0)}function g(e){let t=[...l.querySelectorAll(\`img[data-file]\`)];return e===void 0?t:t.filter(t=>t.dataset.file===e)}function _(e,t){e.classList.add(\`waiting\`),e.closest(\`a\`)||(e.tabIndex=0,e.setAttribute(\`role\`,\`button\`),e.setAttribute(\`aria-label\`,\`\${t.enlarge} \${e.alt}\`.trim()))}function v(e,t){let n=URL.createObjectURL(t);u.push(n);for(let t of g(e))t.src=n,t.classList.remove(\`waiting\`)}function y(e,t){for(let n of g(e)){let e=document.createElement(\`span\`);e.className=\`lost\`,e.textContent=n.alt?\`\${n.alt}: \${t}\`:t,n.replaceWith(e)}}function b(e){let t=e.target.closest(\`a[href]\`);!t||e.button>1||(e.preventDefault(),f({kind:\`link\`,href:t.getAttribute(\`href\`)}))}function x(e){let t=e.closest?.(\`img[role=button]\`);return!t||t.classList.contains(\`waiting\`)?!1:(f({kind:\`picture\`,address:t.dataset.file,text:t.alt}),!0)}function S(t){t.altKey||t.ctrlKey||t.metaKey||t.shiftKey||([\` \`,\`Enter\`].includes(t.key)&&x(t.target)&&t.preventDefault(),e.includes(t.key)&&!t.target.closest?.(\`.scroller\`)&&(t.preventDefault(),f({kind:\`key\`,key:t.key})))}function C(e){e.timeStamp-d<o||(d=e.timeStamp,f({kind:\`activity\`}))}addEventListener(\`click\`,b),addEventListener(\`auxclick\`,b),addEventListener(\`click\`,e=>void x(e.target)),addEventListener(\`keydown\`,S);for(let e of[\`pointerdown\`,\`pointermove\`,\`keydown\`,\`wheel\`,\`touchmove\`])addEventListener(e,C,{passive:!0});r(document,e=>f({kind:\`swipe\`,step:e})),new ResizeObserver(()=>f({kind:\`height\`,height:Math.ceil(l.getBoundingClientRect().height)})).observe(l),f({kind:\`ready\`})})();<\/script></body></html>`;function Yt(e,t=location.origin){if(!URL.canParse(e,t))return;let n=new URL(e,t);return[`http:`,`https:`,`mailto:`].includes(n.protocol)?n:void 0}function Xt(e){let t=Yt(e);if(!t)return;let n=document.createElement(`a`);n.href=t.href,n.target=`_blank`,n.rel=`noopener noreferrer`,n.click()}var Zt=`meta, base, link, iframe, object, embed, script, style, form, template, svg, math, map, area`;async function Qt(e){let t=Ee(e);for(let e of t.querySelectorAll(Zt))e.remove();let n=Ie(t);for(let e of t.querySelectorAll(`img`))$t(e);return await nn(t),{html:t.body.innerHTML,files:n}}function $t(e){let t=Be(e.getAttribute(`src`));e.removeAttribute(`src`),e.removeAttribute(`srcset`),t.kind===`own`?e.setAttribute(`data-file`,t.path):t.kind===`elsewhere`?e.replaceWith(en(e,t)):e.replaceWith(tn(e))}function en(e,{url:t,host:n}){let r=e.closest(`a`)!==null,i=e.ownerDocument.createElement(r?`span`:`a`);return r||i.setAttribute(`href`,t),i.className=`elsewhere`,i.textContent=Q(e.alt,C(`lesson:picture_elsewhere`,{host:n})),i}function tn(e){let t=e.ownerDocument.createElement(`span`);return t.className=`lost`,t.textContent=Q(e.alt,C(`lesson:picture_unreadable`)),t}function Q(e,t){return e?`${e}: ${t}`:t}async function nn(e){for(let n of rn(e))t(n.data)&&!n.parentElement?.closest(`pre, code, kbd, samp`)&&n.replaceWith(...await Promise.all(ne(n.data).map(an)))}function rn(e){let t=e.createTreeWalker(e.body,NodeFilter.SHOW_TEXT),n=[];for(;t.nextNode();)n.push(t.currentNode);return n}async function an(e){return typeof e==`string`?e:await Ke(e)??e.source}var on=Ce(Jt),sn=8e3;function cn({title:e,content:t,onStep:n,onKey:r,onActivity:i}){let a=M(null),o=M(new Map),[s,c]=S(`starting`),[l,u]=S(0),[d,f]=S();return un(a,{ready:()=>c(`ready`),height:e=>u(e.height),swipe:({step:e})=>{ln()||n(e)},key:({key:e})=>r(e),link:({href:e})=>Xt(e),activity:i,picture({address:e,text:t}){let n=o.current.get(e);n&&f({blob:n,text:t})}}),dn(s===`starting`,()=>c(`failed`)),fn(s===`ready`,{title:e,content:t},o,e=>a.current?.contentWindow?.postMessage(e,`*`)),s===`failed`?p(A,{tone:`bad`,title:C(`lesson:slide_not_shown`)}):p(j,{children:[p(`iframe`,{ref:a,class:`slide-frame`,sandbox:`allow-scripts`,srcdoc:on,title:e,style:{height:`${l}px`}}),d&&p(Y,{picture:d.blob,text:d.text,onClose:()=>f(void 0)})]})}function ln(){return(visualViewport?.scale??1)>1.05}function un(e,t){let n=M(t);n.current=t,Ae(()=>{let t=t=>{if(t.source!==e.current?.contentWindow)return;let r=n.current[t.data.kind];r?.(t.data)};return addEventListener(`message`,t),()=>removeEventListener(`message`,t)},[])}function dn(e,t){m(()=>{if(!e)return;let n=setTimeout(t,sn);return()=>clearTimeout(n)},[e])}function fn(e,t,n,r){let[i,a]=S(0),o=M(!1),s=v.value;m(()=>{s&&o.current&&a(i+1)},[s]),m(()=>{if(!e)return;let i={isCurrent:!0};return o.current=!1,pn(t,i,n.current,r).then(e=>{i.isCurrent&&(o.current=!e)}),()=>{i.isCurrent=!1}},[e,t.content,i,ce.value])}async function pn({title:e,content:t},n,r,i){let{html:a,files:o}=await Qt(t);if(!n.isCurrent)return!0;r.clear();let s=getComputedStyle(document.documentElement).fontSize;return i({kind:`slide`,html:a,page:{title:e,language:ce.value,fontSize:s},labels:{enlarge:C(`lesson:enlarge`)}}),!(await Promise.all(o.map(e=>mn(e,n,r,i)))).includes(!1)}async function mn(e,t,n,r){try{let i=await J(e);return t.isCurrent&&(n.set(e,i),r({kind:`file`,address:e,blob:i})),!0}catch(n){let i=n instanceof x,a=C(i?`lesson:picture_not_kept`:`lesson:picture_lost`);return t.isCurrent&&r({kind:`lost`,address:e,text:a}),!i}}function hn({id:e,...t}){let n=gn(e),r=n.data?.slide.LessonSlide;return p(pe,{readings:[n],children:r&&p(j,{children:[p(`h2`,{class:`slide-title`,children:r.title}),r.content.trim()&&p(cn,{title:r.title,content:r.content,...t}),r.media&&p(Wt,{path:r.media,...t},r.media),!r.content.trim()&&!r.media&&p(g,{children:C(`lesson:slide_empty`)})]})})}function gn(e){return h(e&&`/trainings/lessons/slide/${e}`,t=>y.GET(`/trainings/lessons/slide/{slide_id}.json`,{...t,params:{path:{slide_id:e}}}))}function _n(e){let{data:t}=gn(e);m(()=>{if(!t)return;let{content:e,media:n}=t.slide.LessonSlide,r=Me({content:e,media:n&&!Tt(n)?n:null});for(let e of r)J(e).catch(()=>void 0)},[t])}var vn=[`ArrowLeft`,`ArrowRight`,`Home`,`End`],yn=`input, select, textarea, video, audio, [contenteditable], dialog`;function bn(e){let t=M(e);t.current=e,m(()=>{let e=e=>{vn.includes(e.key)&&xn(e)&&!Sn(e.target)&&(e.preventDefault(),t.current(e.key))};return addEventListener(`keydown`,e),()=>removeEventListener(`keydown`,e)},[])}function xn(e){return!e.altKey&&!e.ctrlKey&&!e.metaKey&&!e.shiftKey&&!e.defaultPrevented}function Sn(e){return e instanceof Element&&e.closest(yn)!==null||document.querySelector(`dialog[open]`)!==null}function Cn({slides:e,position:t,onPosition:n,end:r,...i}){let a=r===void 0?e.length-1:e.length,o=M(null),[s,c]=S(!1),l=e=>{let r=Math.min(Math.max(e,0),a);r!==t&&n(r)},u=e=>l(t+e),d=e=>l(wn(e,t,a));bn(d),En(o,u),Dn(o,t),_n(e[t+1]?.id),_n(e[t-1]?.id);let f=e[t];return p(`section`,{class:`show`,"aria-label":C(`lesson:slides`),children:[p(`nav`,{class:`side-titles`,"aria-label":C(`lesson:overview`),children:p(xt,{slides:e,position:t,onPosition:l})}),p(`div`,{class:`stage`,ref:o,children:[p(`progress`,{class:`show-progress`,max:a+1,value:t+1,"aria-hidden":`true`}),p(`div`,{class:`card slide`,children:f?p(hn,{id:f.id,onStep:u,onKey:d,...i}):r},t>e.length-1?`end`:`slide`),p(Tn,{slides:e,position:t,last:a,step:u,isAtEnd:f===void 0,onOverview:()=>c(!0)})]}),s&&p(bt,{slides:e,position:t,onPosition:l,onClose:()=>c(!1)})]})}function wn(e,t,n){return e===`Home`?0:e===`End`?n:t+(e===`ArrowRight`?1:-1)}function Tn({slides:e,position:t,last:n,isAtEnd:r,step:i,onOverview:a}){let o=r?C(`lesson:end`):C(`lesson:position`,{number:t+1,total:e.length});return p(`div`,{class:`show-controls`,children:[p(T,{look:`secondary`,disabled:t===0,onClick:()=>i(-1),children:[p(le,{"aria-hidden":`true`,size:20}),p(`span`,{class:`button-text`,children:C(`lesson:previous`)})]}),p(`button`,{type:`button`,class:`show-position`,onClick:a,"aria-haspopup":`dialog`,children:[p(Xe,{"aria-hidden":`true`,size:18}),o,p(`span`,{class:`visually-hidden`,children:C(`lesson:overview`)})]}),p(T,{disabled:t===n,onClick:()=>i(1),children:[p(`span`,{class:`button-text`,children:C(`lesson:next`)}),p(u,{"aria-hidden":`true`,size:20})]}),p(`span`,{class:`visually-hidden`,role:`status`,children:[o,e[t]?.title].filter(Boolean).join(`: `)})]})}function En(e,t){let n=M(t);n.current=t,m(()=>_t(e.current,e=>n.current(e)),[])}function Dn(e,t){let n=M(t);m(()=>{let r=e.current.getBoundingClientRect().top;n.current!==t&&r<0&&e.current.scrollIntoView({block:`start`}),n.current=t},[t])}function On(e,t,n){if(t)return t.next?$(t.next):void 0;let r=e.lesson.Exam.find(t=>e.testAuthorization&&t.available&&!t.passed);if(r)return $({action:`exam`,id:r.id,title:r.name,enrollmentId:n});let i=e.nextLesson;if(i)return $({action:`lesson`,id:i.id,title:i.name,enrollmentId:n})}function $({action:e,id:t,title:n,enrollmentId:r}){let a=e===`exam`;return{title:n,isExam:a,href:a?o(r,t):i(r,t)}}function kn({of:e,view:t,completion:n,time:r}){let{LessonSlide:i}=t.lesson,a=i.length>0,o=i.some(e=>e.completed)||n.outcome!==void 0,s=n.waiting.length>0,c=On(t,n.outcome,e.enrollment);return p(`div`,{class:`stack end`,children:[p(`h2`,{children:C(a?`lesson:end_title`:`lesson:no_slides`)}),p(Mn,{completion:n,view:t,enrollment:e.enrollment}),p(Nn,{completion:n}),a&&!o&&!s&&p(j,{children:[p(`p`,{children:C(`lesson:complete_hint`)}),p(An,{completion:n,label:C(`lesson:complete`)})]}),o&&!s&&p(jn,{view:t,time:r,completion:n}),!c?.isExam&&p(q,{view:t,enrollment:e.enrollment}),(o||s||!a)&&p(Pn,{next:c}),p(E,{look:`quiet`,href:d(e.enrollment,t.lesson.TrainingSubject.id),children:C(`lesson:to_subject`)})]})}function An({completion:e,label:t,look:n=`primary`}){return p(j,{children:[e.complete.error!==void 0&&p(A,{tone:`bad`,title:me(e.complete.error)}),p(T,{wide:!0,look:n,isBusy:e.complete.isBusy,onClick:()=>void e.complete.run(),children:t})]})}function jn({view:e,time:t,completion:n}){return!e.lesson.Training.time_online||t.seconds<1?null:p(An,{completion:n,label:C(`lesson:add_time`),look:`secondary`})}function Mn({completion:e,view:t,enrollment:n}){return e.waiting.length>0?p(A,{tone:`info`,title:C(`lesson:will_be_sent`),children:p(`p`,{class:`with-icon`,children:[p(Ye,{"aria-hidden":`true`,size:20}),C(`lesson:will_be_sent_hint`)]})}):e.outcome?e.outcome.finished?p(A,{tone:`good`,title:C(`lesson:is_finished`,{training:t.lesson.Training.name}),children:p(E,{look:`secondary`,href:ee(n),children:C(`lesson:to_training`)})}):p(A,{tone:`good`,title:C(`lesson:is_completed`)}):null}function Nn({completion:e}){return p(j,{children:[e.refused.map(t=>p(A,{tone:`bad`,title:C(`lesson:refused`),children:[p(`p`,{children:t.message}),p(`div`,{class:`buttons`,children:[p(T,{look:`secondary`,isBusy:e.retry.isBusy,onClick:()=>void e.retry.run(t),children:C(`base:try_again`)}),p(T,{look:`quiet`,onClick:()=>void e.discard.run(t),children:C(`lesson:discard`)})]})]},t.id)),e.retry.error!==void 0&&p(se,{error:e.retry.error})]})}function Pn({next:e}){if(!e)return null;let t=e.isExam?C(`lesson:next_exam`):C(`lesson:next_lesson`);return p(E,{wide:!0,href:e.href,children:`${t}: ${e.title}`})}function Fn(e,t){let n=z(e),r=O(()=>ae(n),[n]).value,[i,a]=S(),o=e=>{a(e),fe(`/trainings`)};return m(()=>be((e,t)=>e.topic===n&&o(t)),[n]),{complete:D(async()=>{if(!await he())return o(await In(e,t));await t.keep(),await He(e),t.reset()}),waiting:r.filter(e=>e.state===`waiting`),refused:r.filter(e=>e.state===`refused`),outcome:i,retry:D(Ue),discard:D(e=>ke([e]))}}async function In({lesson:e,enrollment:t},n){let r={lessonId:e,enrollmentId:t,timeSpent:n.seconds},i={"Idempotency-Key":crypto.randomUUID()},a=await Se(y.POST(`/trainings/lessons/complete.json`,{body:r,headers:i}));return n.reset(),a}var Ln=18e4,Rn=15e3;function zn(e){let t=0,n=e,r=e,i=!1,a=!1,o=e=>{let o=a?e:Math.min(e,r+Ln);i&&(t+=Math.min(Math.max(o-n,0),Rn)),n=e};return{get seconds(){return Math.floor(t/1e3)},tick:o,noteActivity(e){o(e),r=e},setVisible(e,t){o(t),e&&!i&&(r=t),i=e},setPlaying(e,t){o(t),r=t,a=e},take(){let e=Math.floor(t/1e3);return t-=e*1e3,e},putBack(e){t+=e*1e3},isCounting:e=>i&&(a||e-r<18e4)}}var Bn=5e3,Vn=[`pointerdown`,`pointermove`,`keydown`,`wheel`,`touchmove`,`scroll`];function Hn({lesson:e,enrollment:t},n){let r=O(()=>zn(performance.now()),[e,t]),[i,a]=S(0),[o,s]=S(!1),c=async()=>a(await Un(r,{lesson:e,enrollment:t}));return Wn(r,n,async()=>{await c(),s(r.isCounting(performance.now()))}),{seconds:i+r.seconds,isCounting:o,noteActivity:()=>r.noteActivity(performance.now()),setPlaying:e=>r.setPlaying(e,performance.now()),keep:c,reset:()=>a(0)}}async function Un(e,t){e.tick(performance.now());let n=e.take();try{return await We(t,n)}catch(t){throw e.putBack(n),t}}function Wn(e,t,n){let[r,i]=S(!1);m(()=>Gn(i),[]),m(()=>{let i=()=>e.setVisible(t&&r&&!document.hidden,performance.now()),a=()=>{i(),n().catch(()=>void 0)},o=()=>e.noteActivity(performance.now());a();let s=setInterval(a,Bn);document.addEventListener(`visibilitychange`,a),addEventListener(`pagehide`,a);for(let e of Vn)addEventListener(e,o,{passive:!0,capture:!0});return()=>{clearInterval(s),document.removeEventListener(`visibilitychange`,a),removeEventListener(`pagehide`,a);for(let e of Vn)removeEventListener(e,o,{capture:!0});e.setVisible(!1,performance.now()),n().catch(()=>void 0)}},[e,t,r])}function Gn(e){let t=new AbortController,n=()=>{};return navigator.locks.request(`downwind-study`,{signal:t.signal},()=>new Promise(t=>{n=t,e(!0)})).catch(()=>void 0),()=>{t.abort(),n()}}function Kn(){let{params:e}=Oe(),t={lesson:e.lesson,enrollment:e.enrollment};return p(qn,{...t},`${t.lesson} ${t.enrollment}`)}function qn(e){let t=h(`/trainings/lessons/view/${e.lesson}/${e.enrollment}`,t=>y.GET(`/trainings/lessons/view/{lesson_id}/{enrollment_id}.json`,{...t,params:{path:{lesson_id:e.lesson,enrollment_id:e.enrollment}}})),n=Jn(e);Yn(e);let r=t.data?.lesson,i=r&&d(e.enrollment,r.TrainingSubject.id);return p(_,{title:r?.TrainingSubjectLesson.name??C(`lesson:lesson`),back:i??`/trainings`,backLabel:r?.TrainingSubject.name??C(`base:back`),isWide:!0,readings:[t],children:t.data&&n!==void 0&&p(Xn,{of:e,view:t.data,start:n})})}function Jn(e){let[t,n]=S();return m(()=>{_e(pt(e)).then(e=>n(e??``),()=>n(``))},[]),t}function Yn(e){m(()=>void L(),[]);let t=M(!1),n=Ne(e)!==void 0;m(()=>{n&&!t.current&&v.value&&(t.current=!0,R(e))},[n])}function Xn({of:e,view:t,start:n}){let r=t.lesson.LessonSlide,[i,a]=S(()=>Math.max(r.findIndex(({id:e})=>e===n),0)),o=Hn(e,(t.lesson.Training.time_online||!r.some(({completed:e})=>e))&&i<r.length),s=Fn(e,o),c=t=>{a(t),mt(e,r[t]?.id)},l=p(kn,{of:e,view:t,completion:s,time:o});return p(j,{children:[p(lt,{view:t,time:o,completion:s}),r.length===0?p(`div`,{class:`card`,children:l}):p(Cn,{slides:r,position:Math.min(i,r.length),onPosition:c,end:l,onActivity:o.noteActivity,onPlaying:o.setPlaying}),p(dt,{of:e,view:t,isOpen:r.length===0})]})}function Zn(){let e=Oe().params.lesson,[t,n]=S(0),r=h(`/trainings/lessons/slides/${e}`,t=>y.GET(`/trainings/lessons/slides/{lesson_id}.json`,{...t,params:{path:{lesson_id:e}}})),i=r.data?.slides.map(e=>e.LessonSlide)??[];return p(_,{title:r.data?.lesson.name??C(`lesson:lesson`),back:`/trainings/subjects/mine`,backLabel:C(`shell:teaching`),isWide:!0,readings:[r],children:[p(`p`,{class:`lesson-facts`,children:C(`lesson:material_hint`)}),i.length===0?p(g,{children:C(`lesson:no_slides`)}):p(Cn,{slides:i,position:Math.min(t,i.length-1),onPosition:n,onActivity:()=>{},onPlaying:()=>{}})]})}export{et as KeptLessons,Kn as Lesson,Zn as Material};