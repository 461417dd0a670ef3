"use strict";
// Only on a page that was asked to renew itself; its link stops it.

const MINUTE = 60_000;
setTimeout(() => location.reload(), MINUTE);
