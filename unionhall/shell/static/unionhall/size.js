/* size.js: sets the large type before anything is drawn; runs in the head, before unionhall.js. */
try { if (localStorage.getItem('unionhall:size') === 'elder') document.documentElement.dataset.size = 'elder'; } catch (refused) { /* no storage: normal size */ }
