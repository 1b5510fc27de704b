/* unionhall.js: what the pages need of a script. Without it every form still posts and every link still opens.
   1 tools  2 large type  3 drafts  4 sending a form  5 rows  6 evidence of a figure  7 session  8 start
   What happens inside single fields is in fields.js, which is loaded after this file and told of new parts by two events:
   uh:start (detail: the part of the page that is new) and uh:filled (a form has been filled from a draft). */
(function () {
  'use strict';

  /* 1 ── tools */
  const body = document.body;
  const one = (selector, root) => (root || document).querySelector(selector);
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(event, found);
  });
  const later = (act, wait) => { let timer; return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), wait); }; };
  const clock = (iso) => new Date(iso).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
  const store = { /* private windows refuse storage; then nothing is kept, and nothing breaks */
    get(key) { try { return JSON.parse(localStorage.getItem('unionhall:' + key)); } catch (refused) { return null; } },
    set(key, value) { try { localStorage.setItem('unionhall:' + key, JSON.stringify(value)); return true; } catch (refused) { return false; } },
    drop(key) { try { localStorage.removeItem('unionhall:' + key); } catch (refused) { /* nothing to drop */ } },
  };
  const ask = (address, given) => fetch(address, Object.assign({ credentials: 'same-origin' }, given,
    { headers: { 'X-Requested-With': 'fetch', Accept: 'application/json, text/html' } })).then((answer) => { touch(); return answer; });
  const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

  /* 2 ── large type; size.js has set it already */
  function showSize() {
    const large = document.documentElement.dataset.size === 'elder';
    all('[data-size-switch]').forEach((button) => button.setAttribute('aria-pressed', String(large)));
  }
  on('click', '[data-size-switch]', () => {
    const root = document.documentElement, large = root.dataset.size === 'elder';
    if (large) delete root.dataset.size; else root.dataset.size = 'elder';
    try { localStorage.setItem('unionhall:size', large ? '' : 'elder'); } catch (refused) { /* lasts for this page */ }
    showSize();
  });

  /* 3 ── drafts: kept on this device, under the user and the form, every 5 seconds, for 7 days */
  const WEEK = 7 * 24 * 3600 * 1000;
  const forms = new Map(); /* form → {key, initial, last} */
  const kept = (field) => field.name && field.name !== 'csrfmiddlewaretoken' && !['file', 'password', 'submit', 'button'].includes(field.type);
  const ticks = (field) => field.type === 'radio' || field.type === 'checkbox';

  function read(form) {
    return Array.from(form.elements).filter(kept).filter((field) => !ticks(field) || field.checked).map((field) => [field.name, field.value]);
  }
  function fill(form, pairs) {
    const left = new Map();
    pairs.forEach(([name, value]) => left.set(name, (left.get(name) || []).concat(value)));
    Array.from(form.elements).filter(kept).forEach((field) => {
      const values = left.get(field.name) || [];
      if (ticks(field)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values.shift();
    });
    form.dispatchEvent(new CustomEvent('uh:filled', { bubbles: true }));
  }
  function keep(form, state) {
    const pairs = read(form), now = JSON.stringify(pairs);
    if (!state.key || now === state.last || form.dataset.saved || !form.isConnected) return;
    state.last = now;
    if (now === state.initial) { store.drop(state.key); return; }
    const at = new Date().toISOString(), label = one('[data-draft-state]', form);
    if (store.set(state.key, { at, pairs }) && label) label.textContent = '草稿于 ' + clock(at) + ' 保存在本机';
  }
  function startForm(form, restore) {
    const name = form.dataset.draft, initial = JSON.stringify(read(form));
    const state = { key: name ? 'draft:' + (body.dataset.user || '') + ':' + name : '', initial, last: initial, refused: !restore };
    forms.set(form, state);
    const past = history.state; /* come back to after it was sent: the same request again, which the server knows */
    const cameBack = performance.getEntriesByType('navigation')[0].type === 'back_forward'; /* and not led to the same address anew */
    if (restore && cameBack && past && past.sent && past.form === form.getAttribute('action')) { fill(form, past.sent); return; }
    const draft = state.key && restore ? store.get(state.key) : null;
    if (!draft || Date.now() - Date.parse(draft.at) > WEEK) return;
    fill(form, draft.pairs);
    state.last = JSON.stringify(read(form));
    const banner = one('[data-draft-note]', form);
    if (banner) { one('[data-draft-when]', banner).textContent = clock(draft.at); banner.hidden = false; }
  }
  on('click', '[data-draft-drop]', (event, button) => {
    const form = button.closest('form'), state = forms.get(form);
    store.drop(state.key);
    fill(form, JSON.parse(state.initial));
    state.last = state.initial;
    button.closest('[data-draft-note]').hidden = true;
  });
  setInterval(() => forms.forEach((state, form) => { if (form.isConnected) keep(form, state); else forms.delete(form); }), 5000);
  window.addEventListener('pagehide', () => forms.forEach((state, form) => keep(form, state)));

  /* 4 ── sending a form: once, and nothing typed is ever lost */
  const working = new Set(); /* promises to wait for: photos still being made smaller */

  function busy(form, yes, words) {
    form.toggleAttribute('data-busy', yes);
    const buttons = all('button[type=submit]', form).concat(form.id ? all('button[form="' + form.id + '"]') : []);
    buttons.forEach((button) => {
      if (yes && words && button.classList.contains('btn-primary')) { button.dataset.words = button.textContent; button.textContent = words; }
      if (!yes && button.dataset.words) { button.textContent = button.dataset.words; delete button.dataset.words; }
      button.setAttribute('aria-disabled', String(yes));
    });
  }
  function tell(form, text) {
    const box = one('[data-offline]', form);
    if (!box) { window.alert(text); return; }
    one('[data-text]', box).textContent = text;
    box.hidden = false;
    box.scrollIntoView({ block: 'center' });
  }
  function cutOff(form) {
    const state = forms.get(form), noted = form.elements.noted_at;
    if (noted && !noted.value) noted.value = new Date().toISOString();
    if (state) keep(form, state);
    const photos = all('input[type=file]', form).some((input) => input.files.length);
    tell(form, '网络已断开，内容已保存在本机' + (photos ? '；照片和附件需保持本页打开。' : '。'));
  }
  function swap(form, html) {
    const old = form.closest('[data-swap]') || form, fresh = old.id && parse(html).getElementById(old.id);
    if (!fresh) { tell(form, '未保存：服务器的答复看不懂。内容已保存在本机，可稍后重试。'); return; }
    all('input[type=file]', old).filter((input) => input.files.length).forEach((input) => { /* chosen photos stay chosen */
      const place = one('input[type=file][name="' + input.name + '"]', fresh);
      if (place) place.closest('[data-files]').replaceWith(input.closest('[data-files]'));
    });
    old.replaceWith(document.adoptNode(fresh));
    if (!document.title.startsWith('错误')) document.title = '错误: ' + document.title;
    start(fresh, false);
    const first = one('.uh-errors, [role=alert]:not([hidden])', fresh);
    if (first) { first.setAttribute('tabindex', '-1'); first.focus(); }
  }
  async function send(form, button) {
    if (form.hasAttribute('data-busy')) return;
    busy(form, true, '正在保存…');
    const box = one('[data-offline]', form);
    if (box) box.hidden = true;
    await Promise.all(working);
    const data = new FormData(form);
    if (button && button.name) data.append(button.name, button.value);
    let answer;
    const goesTo = (button && button.getAttribute('formaction')) || form.getAttribute('action') || location.href;
    try { answer = await ask(goesTo, { method: 'POST', body: data }); } catch (lost) { busy(form, false); cutOff(form); return; }
    const kind = answer.headers.get('Content-Type') || '';
    if (answer.ok) {
      const goal = kind.includes('json') ? (await answer.json()).redirect : answer.url, state = forms.get(form);
      form.dataset.saved = '1';
      history.replaceState({ sent: read(form), form: form.getAttribute('action') }, '');
      if (state && state.key) store.drop(state.key);
      location.assign(goal);
      return;
    }
    busy(form, false);
    if (answer.status === 401) { askSignIn(() => send(form, button)); return; }
    if (answer.status === 422 || answer.status === 409) { swap(form, await answer.text()); return; }
    tell(form, answer.status === 413 ? '未保存：附件太大，可减少几张再保存。'
      : answer.status === 403 || answer.status === 404 ? '未保存：没有这项权限，或记录已不在原处。内容已保存在本机。'
        : '未保存：服务器出错，已记录。内容已保存在本机，可稍后重试。');
  }
  document.addEventListener('submit', (event) => {
    const form = event.target, chosen = one('[data-chosen]', form);
    const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question.replace('{n}', chosen && chosen.textContent.replace(/\D/g, '')))) { event.preventDefault(); return; }
    if (form.matches('[data-sign-in]')) { event.preventDefault(); signIn(form); return; }
    if (form.matches('[data-async]')) { event.preventDefault(); send(form, event.submitter); return; }
    if ((form.getAttribute('method') || '').toLowerCase() !== 'post') return;
    if (form.hasAttribute('data-busy')) { event.preventDefault(); return; }
    setTimeout(() => busy(form, true, form.dataset.once), 0); /* after the browser has read the form */
    setTimeout(() => busy(form, false), 15000); /* a download leaves the page standing */
  });
  window.addEventListener('pageshow', (event) => { if (event.persisted) all('form[data-busy]').forEach((form) => { busy(form, false); delete form.dataset.saved; }); });
  on('click', '[data-wants-saved]', (event, link) => { /* what leaves the page is what was saved */
    const form = document.getElementById(link.dataset.wantsSaved), state = forms.get(form);
    if (!state || !(state.refused || JSON.stringify(read(form)) !== state.initial)) return;
    event.preventDefault();
    window.alert('没有导出：手写与勾选有改动还没有保存。先点“保存并更新正文”，再导出。');
    one('[data-save]', form).focus();
  });

  /* 5 ── rows: ticked, and opened by a click anywhere in them */
  function count(table) {
    const boxes = all('tbody input[type=checkbox]', table), ticked = boxes.filter((box) => box.checked), bar = document.getElementById(table.dataset.select);
    boxes.forEach((box) => box.closest('tr').classList.toggle('is-ticked', box.checked));
    const top = one('[data-all]', table);
    top.checked = ticked.length === boxes.length; top.indeterminate = ticked.length > 0 && !top.checked;
    bar.elements.all.value = '';
    bar.hidden = !ticked.length;
    one('[data-chosen]', bar).textContent = '已选 ' + ticked.length + ' 条';
    const more = one('[data-choose-all]', bar);
    if (more) more.hidden = !top.checked || Number(more.dataset.chooseAll) <= boxes.length;
  }
  on('change', 'table[data-select]', (event, table) => {
    if (event.target.matches('[data-all]')) all('tbody input[type=checkbox]', table).forEach((box) => { box.checked = event.target.checked; });
    count(table);
  });
  on('click', '[data-choose-all]', (event, button) => {
    button.form.elements.all.value = '1'; button.hidden = true;
    one('[data-chosen]', button.form).textContent = '已选全部 ' + button.dataset.chooseAll + ' 条';
  });
  on('click', '[data-choose-none]', (event, button) => all('table[data-select="' + button.form.id + '"]').forEach((table) => {
    all('input[type=checkbox]', table).forEach((box) => { box.checked = false; }); count(table);
  }));

  on('click', '.uh-table tbody tr', (event, row) => { /* a row opens what its name leads to */
    const link = one('th[scope=row] a', row);
    if (link && !event.target.closest('a, button, input, label, select, summary, .chk') && !String(window.getSelection())) link.click();
  });

  /* 6 ── evidence of a figure: opened beside the text; Esc closes and the focus is where it was */
  async function openFigure(figure, move) {
    const drawer = document.getElementById('drawer');
    all('a.fig[aria-expanded=true]').forEach((other) => other.setAttribute('aria-expanded', 'false'));
    figure.setAttribute('aria-expanded', 'true');
    if (!drawer.dataset.empty) drawer.dataset.empty = drawer.innerHTML;
    try {
      const answer = await ask(figure.href);
      if (!answer.ok) { location.assign(figure.href); return; }
      drawer.replaceChildren(...parse(await answer.text()).body.childNodes);
      start(drawer, false);
    } catch (lost) { one('.uh-sect', drawer).textContent = '网络已断开，暂时打不开来源；正文没有变化。'; }
    drawer.classList.add('is-open');
    if (move) drawer.focus();
  }
  function closeFigure() {
    const drawer = document.getElementById('drawer'), figure = one('a.fig[aria-expanded=true]');
    if (!figure) return;
    drawer.innerHTML = drawer.dataset.empty;
    drawer.classList.remove('is-open');
    figure.setAttribute('aria-expanded', 'false');
    figure.focus();
  }
  on('click', 'a.fig', (event, figure) => {
    if (!document.getElementById('drawer') || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openFigure(figure, event.detail === 0);
  });
  on('click', '[data-step]', (event, button) => {
    const figures = all('a.fig'), now = figures.findIndex((figure) => figure.getAttribute('aria-expanded') === 'true');
    const next = figures[(now + Number(button.dataset.step) + figures.length) % figures.length];
    next.scrollIntoView({ block: 'center' });
    openFigure(next, true);
  });
  on('click', '[data-close-drawer]', closeFigure);
  on('click', '[data-print]', () => window.print());
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || one('dialog[open]')) return;
    const open = event.target instanceof Element && event.target.closest('details.uh-pop[open]');
    if (open) { open.open = false; one('summary', open).focus(); } else closeFigure();
  });
  document.addEventListener('click', (event) => all('details.uh-pop[open]').forEach((open) => { if (!open.contains(event.target)) open.open = false; }));

  /* 7 ── session: a warning two minutes before, sign-in in a dialog, then the form goes on its way */
  const limit = Number(body.dataset.sessionSeconds || 0), seen = 'seen:' + (body.dataset.user || '');
  let lastSeen = Date.now(), waiting = null;
  function touch() { lastSeen = Date.now(); store.set(seen, lastSeen); }
  function watch() {
    const dialog = document.getElementById('session-warn'), left = limit - (Date.now() - Math.max(lastSeen, store.get(seen) || 0)) / 1000;
    const near = left > 0 && left <= Math.min(120, limit / 2);
    if (near && !dialog.open && !one('dialog[open]')) dialog.showModal();
    if (!near && dialog.open) dialog.close();
    one('[data-left]', dialog).textContent = left > 60 ? Math.ceil(left / 60) + ' 分钟' : Math.max(0, Math.ceil(left)) + ' 秒';
  }
  on('click', '[data-keep]', (event, button) => { ask(body.dataset.keepAlive).catch(() => {}); button.closest('dialog').close(); });
  on('click', '[data-close]', (event, button) => button.closest('dialog').close());
  function askSignIn(goOn) {
    const dialog = document.getElementById('session-sign-in');
    if (!dialog) { location.reload(); return; }
    waiting = goOn;
    dialog.showModal();
    one('input[type=password]', dialog).focus();
  }
  async function signIn(form) {
    const refused = one('[data-refused]', form);
    let answer;
    try { answer = await ask(form.getAttribute('action'), { method: 'POST', body: new FormData(form) }); } catch (lost) { refused.textContent = '网络已断开，可稍后再试'; refused.hidden = false; return; }
    if (!answer.ok) {
      const why = one('.uh-errors li, .uh-err', parse(await answer.text()));
      refused.textContent = why ? why.textContent.trim() : '账号或密码不对，可再试一次';
      refused.hidden = false;
      return;
    }
    const told = await answer.json();
    if (String(told.user) !== body.dataset.user) { location.assign(told.redirect); return; } /* another person sees nothing of this page */
    all('input[name=csrfmiddlewaretoken]').forEach((field) => { field.value = told.csrf; });
    form.elements.password.value = '';
    form.closest('dialog').close();
    if (waiting) waiting();
  }

  /* 8 ── start, again for whatever is put into the page later */
  function start(root, restore) {
    document.dispatchEvent(new CustomEvent('uh:start', { detail: root }));
    all('form[data-async]', root).concat(root.matches && root.matches('form[data-async]') ? [root] : []).forEach((form) => startForm(form, restore));
  }
  document.addEventListener('htmx:afterSwap', (event) => start(event.target, false));
  document.addEventListener('htmx:responseError', (event) => { if (event.detail.xhr.status === 401) location.reload(); });
  window.unionhall = { one, all, on, ask, later, read, working };
  document.addEventListener('DOMContentLoaded', () => { /* after fields.js */
    showSize();
    touch();
    start(document, true);
    if (limit) setInterval(watch, 1000);
    const errors = one('.uh-errors');
    if (errors) errors.focus();
  });
}());
