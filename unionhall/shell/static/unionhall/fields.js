/* fields.js: what happens inside single fields: 1 finding a person  2 money, dates, standard amounts  3 photos. See unionhall.js. */
(function () {
  'use strict';
  const { one, all, on, ask, later, read, working } = window.unionhall;

  /* 1 ── finding a person: a combobox by the ARIA pattern; nothing is asked while an input method is composing */
  function showPicked(box) {
    const [id, text, note] = all('input[type=hidden]', box), picked = one('.uh-picked', box);
    picked.hidden = !id.value;
    one('.uh-combo', box).hidden = Boolean(id.value);
    one('[data-name]', picked).textContent = text.value;
    one('[data-note]', picked).textContent = note.value;
    one('.uh-avatar', picked).textContent = text.value.slice(0, 1);
  }
  function startPicker(box) {
    const input = one('[role=combobox]', box), list = one('[role=listbox]', box), status = one('[role=status]', box);
    const [id, text, note] = all('input[type=hidden]', box);
    let found = [], active = -1, turn = 0, composing = false;
    const close = () => { list.hidden = true; active = -1; input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant'); };
    const point = (index) => {
      active = (index + found.length) % found.length;
      Array.from(list.children).forEach((item, at) => item.setAttribute('aria-selected', String(at === active)));
      input.setAttribute('aria-activedescendant', list.children[active].id);
      list.children[active].scrollIntoView({ block: 'nearest' });
    };
    const choose = (item) => {
      id.value = item.id; text.value = item.name + (item.group ? '（' + item.group + '）' : ''); note.value = item.note || '';
      input.value = ''; close(); showPicked(box);
      one('[data-change]', box).focus();
      id.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const draw = () => {
      list.replaceChildren(...found.map((item, at) => {
        const row = document.createElement('li'), name = document.createElement('b'), small = document.createElement('span');
        row.id = list.id + '-' + at; row.setAttribute('role', 'option'); row.setAttribute('aria-selected', 'false');
        name.textContent = item.name + (item.group ? '（' + item.group + '）' : '');
        small.className = 'uh-quiet uh-small'; small.textContent = item.note || '';
        row.append(name, small);
        row.addEventListener('mousedown', (event) => { event.preventDefault(); choose(item); });
        return row;
      }));
      status.textContent = found.length ? found.length + ' 个结果' : '没有找到，可试全名或拼音';
      status.className = found.length ? 'uh-sr' : 'uh-hint';
      list.hidden = !found.length; active = -1;
      input.setAttribute('aria-expanded', String(found.length > 0));
    };
    const look = later(async () => {
      const words = input.value.trim(), mine = ++turn;
      if (!words) { close(); status.textContent = ''; return; }
      try {
        const answer = await ask(box.dataset.source + (box.dataset.source.includes('?') ? '&' : '?') + 'q=' + encodeURIComponent(words));
        if (mine !== turn || !answer.ok) return;
        found = (await answer.json()).items; draw();
      } catch (lost) { status.className = 'uh-hint'; status.textContent = '网络已断开，暂时查不到名册'; }
    }, 200);
    input.addEventListener('compositionstart', () => { composing = true; });
    input.addEventListener('compositionend', () => { composing = false; look(); });
    input.addEventListener('input', () => { if (!composing) look(); });
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (event) => {
      if (composing || event.isComposing) return;
      if (event.key === 'Enter') event.preventDefault(); /* Enter picks; it never sends a half-filled form */
      if (list.hidden) return;
      if (event.key === 'ArrowDown') { event.preventDefault(); point(active + 1); }
      else if (event.key === 'ArrowUp') { event.preventDefault(); point(active < 0 ? found.length - 1 : active - 1); }
      else if (event.key === 'Enter') choose(found[Math.max(active, 0)]);
      else if (event.key === 'Escape') { event.stopPropagation(); close(); }
    });
    one('[data-change]', box).addEventListener('click', () => { id.value = ''; showPicked(box); input.focus(); });
  }

  /* 2 ── money in capitals above 1,000; dates from a calendar; what the rules say is filled in */
  function capital(text) {
    const parts = /^0*(\d{1,12})(?:\.(\d{0,2}))?$/.exec(text.replace(/[,，\s]/g, ''));
    if (!parts || Number(parts[1]) < 1000) return '';
    const figures = '零壹贰叁肆伍陆柒捌玖', whole = parts[1], cents = ((parts[2] || '') + '00').slice(0, 2);
    let out = '', gap = false;
    Array.from(whole).forEach((figure, at) => {
      const place = whole.length - 1 - at;
      if (figure === '0') gap = true;
      else { out += (gap ? '零' : '') + figures[figure] + ['', '拾', '佰', '仟'][place % 4]; gap = false; }
      if (place && place % 4 === 0 && Number(whole.slice(Math.max(0, at - 3), at + 1))) out += ['', '万', '亿'][place / 4];
    });
    out += '元';
    if (cents === '00') return out + '整';
    return out + (cents[0] === '0' ? '零' : figures[cents[0]] + '角') + (cents[1] === '0' ? '整' : figures[cents[1]] + '分');
  }
  function showCapital(input) {
    const place = input.closest('.uh-affix'), words = capital(input.value);
    let line = place.nextElementSibling;
    if (!line || !line.matches('[data-capital]')) {
      line = document.createElement('p'); line.className = 'uh-hint'; line.dataset.capital = ''; place.after(line);
    }
    line.textContent = words ? '大写：' + words : '';
    line.hidden = !words;
  }
  on('input', '[data-money]', (event, input) => showCapital(input));
  on('click', '[data-pick-date]', (event, button) => {
    const text = document.getElementById(button.dataset.pickDate);
    let native = one('input[type=date]', button.parentElement);
    if (!native) {
      native = document.createElement('input'); native.type = 'date'; native.className = 'uh-nativedate'; native.tabIndex = -1;
      native.setAttribute('aria-hidden', 'true');
      native.addEventListener('change', () => { text.value = native.value; text.dispatchEvent(new Event('change', { bubbles: true })); text.focus(); });
      button.after(native);
    }
    native.value = /^\d{4}-\d\d-\d\d$/.test(text.value) ? text.value : '';
    if (native.showPicker) native.showPicker();
  });
  const fillIn = later(async (form) => {
    const given = read(form).filter(([name]) => !['key', 'noted_at', 'version'].includes(name) && !name.includes('__'));
    let told;
    try { const answer = await ask(form.dataset.defaults + '?' + new URLSearchParams(given)); if (!answer.ok) return; told = await answer.json(); } catch (lost) { return; }
    Object.entries(told.values || {}).forEach(([name, value]) => {
      const field = form.elements[name];
      if (!field || (field.value && field.value !== field.dataset.filled)) return; /* what somebody typed is left alone */
      field.value = value; field.dataset.filled = value;
      if (field.matches('[data-money]')) showCapital(field);
    });
    Object.entries(told.hints || {}).forEach(([name, text]) => {
      const field = form.elements[name], hint = field && document.getElementById((field.id || 'f-' + name) + '-h');
      if (hint) { hint.textContent = text; hint.hidden = !text; }
    });
  }, 150);
  on('change', 'form[data-defaults]', (event, form) => {
    if (event.target.matches('select, input[type=radio], input[type=hidden], .num') && !event.target.matches('[data-money]')) fillIn(form);
  });

  /* 3 ── photos: at most 1,600 px and about 400 KB; drawing them anew leaves the place where they were taken behind */
  const chosen = new WeakMap(); /* input → [File] */

  async function smaller(file) {
    if (!file.type.startsWith('image/')) return file;
    try {
      const picture = await createImageBitmap(file), scale = Math.min(1, 1600 / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      const pen = canvas.getContext('2d');
      pen.fillStyle = '#fff'; pen.fillRect(0, 0, canvas.width, canvas.height); pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      let blob;
      for (const quality of [0.85, 0.7, 0.55]) {
        blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', quality));
        if (blob.size <= 400 * 1024) break;
      }
      const small = new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified });
      small.preview = canvas.toDataURL('image/jpeg', 0.4);
      return small;
    } catch (unreadable) { return file; } /* the server says which kinds it takes */
  }
  function showFiles(input) {
    const files = chosen.get(input), holder = new DataTransfer();
    files.forEach((file) => holder.items.add(file));
    input.files = holder.files;
    const box = input.closest('[data-files]');
    all('[data-new]', box).forEach((old) => old.remove());
    files.forEach((file) => {
      const figure = document.createElement('figure'), words = document.createElement('figcaption'), off = document.createElement('button');
      figure.className = 'uh-photo'; figure.dataset.new = '';
      if (file.preview) { const image = new Image(); image.src = file.preview; image.alt = ''; figure.append(image); }
      words.textContent = file.name;
      off.type = 'button'; off.className = 'uh-mini'; off.textContent = '✕'; off.setAttribute('aria-label', '去掉 ' + file.name);
      off.addEventListener('click', () => { chosen.set(input, chosen.get(input).filter((other) => other !== file)); showFiles(input); });
      figure.append(words, off);
      input.closest('label').before(figure);
    });
    const hint = document.getElementById(input.id + '-h');
    if (hint && files.some((file) => file.preview)) { hint.textContent = '照片已在本机压缩，位置信息已去除。'; hint.hidden = false; }
  }
  on('change', '[data-files] input[type=file]', (event, input) => {
    const work = Promise.all(Array.from(input.files).map(smaller)).then((files) => {
      chosen.set(input, input.multiple ? (chosen.get(input) || []).concat(files) : files.slice(0, 1));
      showFiles(input);
    }).finally(() => working.delete(work));
    working.add(work);
  });

  document.addEventListener('uh:start', (event) => {
    all('[data-picker]', event.detail).forEach(startPicker);
    all('[data-money]', event.detail).forEach(showCapital);
  });
  document.addEventListener('uh:filled', (event) => {
    all('[data-picker]', event.target).forEach(showPicked);
    all('[data-money]', event.target).forEach(showCapital);
  });
}());
