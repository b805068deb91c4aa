// A sale's visitors, for k6: browse, search, look at a product, fill a cart, order, pay, each keeping its
// session's tokens as a good client does. scripts/load.sh runs it and says what the variables are.
import http from 'k6/http';
import {check, fail, sleep} from 'k6';
import {Counter, Rate, Trend} from 'k6/metrics';

const SHOP = __ENV.TARGET || 'http://localhost:8080';
const STAGE = __ENV.STAGE || 'normal';
const VISITS = Number(__ENV.VISITS || 20);
const MINUTES = Number(__ENV.MINUTES || 2);
const TOKENS = (__ENV.SERVICE_TOKENS || '').split(',').filter((token) => token);
const ADMIN = __ENV.ADMIN_TOKEN || '';

// --- Stages --------------------------------------------------------------------------------------

// Visits begun a second; a visit is seven requests on the average.
const STAGES = {
  normal: [
    {target: VISITS, duration: '20s'},
    {target: VISITS, duration: `${MINUTES}m`},
  ],
  // Up over a while, as when a sale is announced, and down again.
  sale: [
    {target: VISITS, duration: '30s'},
    {target: 4 * VISITS, duration: `${MINUTES}m`},
    {target: 4 * VISITS, duration: `${MINUTES}m`},
    {target: VISITS, duration: '1m'},
  ],
  // Everybody at the same second.
  spike: [
    {target: VISITS, duration: '30s'},
    {target: 8 * VISITS, duration: '5s'},
    {target: 8 * VISITS, duration: `${MINUTES}m`},
    {target: VISITS, duration: '5s'},
    {target: VISITS, duration: '1m'},
  ],
  // Long enough to see what grows.
  soak: [
    {target: 2 * VISITS, duration: '1m'},
    {target: 2 * VISITS, duration: `${MINUTES}m`},
  ],
};
if (!STAGES[STAGE]) {
  throw new Error(`STAGE must be one of ${Object.keys(STAGES).join(', ')}, not '${STAGE}'.`);
}

const MOST = Math.max(...STAGES[STAGE].map((part) => part.target));

export const options = {
  discardResponseBodies: false,
  setupTimeout: '2m',
  // One account after the other, and a shop that has just had a rush.
  teardownTimeout: '5m',
  summaryTrendStats: ['avg', 'min', 'med', 'p(95)', 'p(99)', 'p(99.9)', 'max', 'count'],
  scenarios: {
    visits: {
      executor: 'ramping-arrival-rate',
      startRate: 1,
      timeUnit: '1s',
      stages: STAGES[STAGE],
      preAllocatedVUs: Math.min(2000, 10 * VISITS),
      maxVUs: Math.min(4000, 30 * MOST),
      gracefulStop: '30s',
    },
  },
  thresholds: {
    // Noise (409, 412) and refusals that say when to come again are how a shop works; these are not.
    errors: ['rate<0.001'],
    own_writes_missing: ['count==0'],
    orders_doubled: ['count==0'],
    orders_unsettled: ['count==0'],
    books_wrong: ['count==0'],
  },
};

const errors = new Rate('errors');
const requestsLost = new Counter('requests_lost');
const ownWritesMissing = new Counter('own_writes_missing');
const ordersDoubled = new Counter('orders_doubled');
const ordersUnsettled = new Counter('orders_unsettled');
const ordersPlaced = new Counter('orders_placed');
const ordersPaid = new Counter('orders_paid');
const refusedForStock = new Counter('refused_for_stock');
const unitsOrdered = new Counter('units_ordered');
const unitsGone = new Counter('units_gone');
const toldToWait = new Counter('told_to_wait');
const booksWrong = new Counter('books_wrong');
const settling = new Trend('order_until_settled', true);

// --- A client ------------------------------------------------------------------------------------

const TRIES = 8;
const LONGEST_WAIT_SECONDS = 5;
// Of each of k6's clients, so many lost requests are told of in words.
const MOST_TOLD = 3;
let told = 0;

function random(below) {
  return Math.floor(Math.random() * below);
}

/** A client that keeps the newest of its tokens, also over requests side by side. */
class Client {
  constructor() {
    this.session = new Set();
    this.bearer = TOKENS.length ? TOKENS[random(TOKENS.length)] : '';
  }

  /** The request as http.batch takes it, and the tokens that it carries. */
  prepare(method, path, body, headers, name) {
    const sent = [...this.session];
    const all = Object.assign({'Content-Type': 'application/json'}, headers);
    if (sent.length) {
      all['Session-Token'] = sent.join(', ');
    }
    if (this.bearer) {
      all.Authorization = `Bearer ${this.bearer}`;
    }
    return {
      sent,
      name,
      request: {
        method,
        url: SHOP + path,
        body: body ? JSON.stringify(body) : null,
        params: {headers: all, tags: {name}, timeout: '30s'},
      },
    };
  }

  /** Takes the answer's token in the place of those that its request had carried. */
  learn({sent, name}, response) {
    const token = response.headers['Session-Token'];
    if (token) {
      sent.forEach((old) => this.session.delete(old));
      this.session.add(token);
    }
    const lost = isLost(response);
    errors.add(lost, {name});
    if (lost) {
      requestsLost.add(1, {name});
      tell(name, response);
    } else if (isToldToWait(response)) {
      toldToWait.add(1, {name});
    }
    return response;
  }

  ask(method, path, body, headers, name) {
    const prepared = this.prepare(method, path, body, headers, name);
    const {request} = prepared;
    return this.learn(prepared, http.request(request.method, request.url, request.body, request.params));
  }

  /** Several at once: each carries what is known now. */
  askAll(paths) {
    const prepared = paths.map(([path, name]) => this.prepare('GET', path, null, {}, name));
    const responses = http.batch(prepared.map((one) => one.request));
    return responses.map((response, at) => this.learn(prepared[at], response));
  }

  /** A request that may be repeated, until its outcome is known. */
  settle(method, path, body, headers, name) {
    let response;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      response = this.ask(method, path, body, headers, name);
      if (!isUnsettled(response)) {
        return response;
      }
      const wait = Number(response.headers['Retry-After'] || 1);
      sleep(Math.min(LONGEST_WAIT_SECONDS, wait) * (0.5 + Math.random()));
    }
    return response;
  }
}

/** No answer, or a failure that doesn't say when to come again. */
function isLost(response) {
  return response.status === 0 || (response.status >= 500 && !response.headers['Retry-After']);
}

function isToldToWait(response) {
  return response.status === 429 || response.status >= 500
    || (response.status === 409 && code(response) === 'request-in-progress');
}

/** Whether a request that may be repeated is to be repeated, with the same key. */
function isUnsettled(response) {
  return response.status === 0 || isToldToWait(response);
}

function tell(name, response) {
  if (told < MOST_TOLD) {
    told += 1;
    console.warn(`Lost: ${name}: ${response.status} ${response.error || String(response.body).slice(0, 200)}`);
  }
}

function json(response) {
  try {
    return response.json();
  } catch (notJson) {
    return {};
  }
}

function code(response) {
  return json(response).code;
}

// --- A visit -------------------------------------------------------------------------------------

const WORDS = ['lantern', 'bag', 'heart', 'christmas', 'cake', 'vintage', 'box', 'card', 'light', 'set'];
const SORTS = ['bestselling', 'name', 'price', '-price', 'newest'];

/** What is on offer: most visitors want the same few things. */
export function setup() {
  const response = http.get(`${SHOP}/v1/products?limit=100&sort=bestselling&inStock=true`);
  const items = json(response).items || [];
  if (items.length === 0) {
    fail(`There is nothing to sell at ${SHOP}: ${response.status}`);
  }
  const skus = items.map((product) => product.sku);
  return {skus, categories: categories(), available: available(skus)};
}

/** How many units of all of them together can be ordered; null if the shop doesn't say. */
function available(skus) {
  const items = json(patiently(`${SHOP}/v1/stock?skus=${encodeURIComponent(skus.join(','))}`, asService())).items;
  return items ? items.reduce((sum, stock) => sum + stock.available, 0) : null;
}

function asService() {
  return TOKENS.length ? {headers: {Authorization: `Bearer ${TOKENS[0]}`}} : {};
}

function categories() {
  const found = json(http.get(`${SHOP}/v1/categories`));
  return (found.items || []).map((category) => category.name || category).filter((name) => typeof name === 'string');
}

function choose(offer) {
  // Half of all want one of the first ten.
  const among = Math.random() < 0.5 ? Math.min(10, offer.skus.length) : offer.skus.length;
  return offer.skus[random(among)];
}

export default function visit(offer) {
  const client = new Client();
  client.askAll([['/v1/categories', 'categories'], ['/v1/products?limit=20&sort=bestselling', 'browse']]);
  think();
  browse(client, offer);
  if (Math.random() < 0.35) {
    client.settle('GET', `/v1/products?q=${WORDS[random(WORDS.length)]}&limit=20`, null, {}, 'search');
    think();
  }
  const sku = choose(offer);
  client.askAll([[`/v1/products/${sku}`, 'product'], [`/v1/stock/${sku}`, 'stock']]);
  think();
  if (Math.random() < 0.3) {
    buy(client, sku, offer);
  }
}

function browse(client, offer) {
  let path = `/v1/products?limit=20&sort=${SORTS[random(SORTS.length)]}`;
  if (offer.categories.length && Math.random() < 0.5) {
    path += `&category=${encodeURIComponent(offer.categories[random(offer.categories.length)])}`;
  }
  const pages = 1 + random(3);
  let next = '';
  for (let page = 0; page < pages; page++) {
    const cursor = next ? `&cursor=${encodeURIComponent(next)}` : '';
    next = json(client.settle('GET', path + cursor, null, {}, 'browse')).next;
    think();
    if (!next) {
      return;
    }
  }
}

function buy(client, sku, offer) {
  const visitor = `${STAGE}-${__VU}-${__ITER}-${Date.now().toString(36)}`;
  const lines = [{sku, quantity: 1 + random(2)}];
  const other = choose(offer);
  if (other !== sku && Math.random() < 0.4) {
    lines.push({sku: other, quantity: 1});
  }
  client.ask('PUT', `/v1/carts/${visitor}`, {customerId: visitor, lines}, {'If-None-Match': '*'}, 'cart');
  think();
  if (Math.random() < 0.6) {
    order(client, visitor, lines);
  }
}

function order(client, visitor, lines) {
  const key = {'Idempotency-Key': `order-${visitor}`};
  const began = Date.now();
  const placed = client.settle('POST', '/v1/orders', {customerId: visitor, lines}, key, 'order');
  settling.add(Date.now() - began);
  if (placed.status === 409 && code(placed) === 'out-of-stock') {
    refusedForStock.add(1);
    return;
  }
  if (!check(placed, {'an order is placed': (response) => response.status === 201})) {
    ordersUnsettled.add(1);
    return;
  }
  ordersPlaced.add(1);
  unitsOrdered.add(lines.reduce((sum, line) => sum + line.quantity, 0));
  const id = json(placed).id;
  isThereOnce(client, visitor, id);
  if (Math.random() < 0.8) {
    pay(client, visitor, id);
  }
}

/** Read your writes, and exactly once. */
function isThereOnce(client, visitor, id) {
  const list = client.settle('GET', `/v1/customers/${visitor}/orders?last_known_order_id=${id}`, null, {}, 'orders');
  const ids = (json(list).items || []).map((one) => one.id);
  if (list.status === 200 && !ids.includes(id)) {
    ownWritesMissing.add(1);
  }
  if (ids.length > 1) {
    ordersDoubled.add(1);
  }
}

function pay(client, visitor, id) {
  think();
  const paid = client.settle('POST', `/v1/orders/${id}/pay`, {}, {'Idempotency-Key': `pay-${visitor}`}, 'pay');
  if (check(paid, {'an order is paid': (response) => response.status === 200})) {
    ordersPaid.add(1);
  }
  const seen = client.settle('GET', `/v1/orders/${id}`, null, {}, 'read order');
  if (seen.status === 200 && paid.status === 200 && json(seen).status !== 'paid') {
    ownWritesMissing.add(1);
  }
}

function think() {
  sleep(0.2 + Math.random() * 0.6);
}

// --- The books at the end ------------------------------------------------------------------------

/** Every unit of what was on sale is accounted for. */
export function teardown(offer) {
  const left = available(offer.skus);
  if (left !== null && offer.available !== null) {
    unitsGone.add(offer.available - left);
  }
  if (!ADMIN) {
    return;
  }
  const params = {headers: {Authorization: `Bearer ${ADMIN}`}, tags: {name: 'explain'}};
  for (const sku of offer.skus) {
    const account = json(patiently(`${SHOP}/v1/stock/${encodeURIComponent(sku)}/explain?limit=1`, params));
    const whole = account.drift === 0
      && account.onHand >= 0
      && account.available === account.onHand - account.reserved
      && account.available >= 0;
    booksWrong.add(whole ? 0 : 1);
    if (!whole) {
      console.error(`The account of ${sku} does not hold: ${JSON.stringify(account).slice(0, 300)}`);
    }
  }
}

/** After a rush the shop may have to be asked more than once. */
function patiently(url, params) {
  let response = http.get(url, params);
  for (let attempt = 1; attempt < TRIES && response.status !== 200; attempt++) {
    sleep(1);
    response = http.get(url, params);
  }
  return response;
}

// --- The report ----------------------------------------------------------------------------------

export function handleSummary(data) {
  const out = {stdout: markdown(data)};
  if (__ENV.REPORT) {
    out[__ENV.REPORT] = markdown(data);
    out[__ENV.REPORT.replace(/\.md$/, '') + '.json'] = JSON.stringify(data.metrics, null, 2);
  }
  return out;
}

function value(data, metric, field) {
  const found = data.metrics[metric];
  return found && found.values[field] !== undefined ? found.values[field] : 0;
}

function millis(number) {
  return `${number < 10 ? number.toFixed(1) : Math.round(number)} ms`;
}

function markdown(data) {
  const seconds = data.state.testRunDurationMs / 1000;
  const requests = value(data, 'http_reqs', 'count');
  const rows = [
    `# Load: ${STAGE}, ${VISITS} visits a second for ${MINUTES} min and what the stage makes of it`,
    '',
    '| figure | value |',
    '| --- | --- |',
    `| requests | ${requests} in ${Math.round(seconds)} s, ${(requests / seconds).toFixed(0)} a second |`,
    `| time to answer: p50, p95, p99, p99.9 | ${['med', 'p(95)', 'p(99)', 'p(99.9)'].map((p) => millis(value(data, 'http_req_duration', p))).join(', ')} |`,
    `| until an order is settled: p50, p99 | ${['med', 'p(99)'].map((p) => millis(value(data, 'order_until_settled', p))).join(', ')} |`,
    `| orders placed, paid, refused for stock | ${['orders_placed', 'orders_paid', 'refused_for_stock'].map((m) => value(data, m, 'count')).join(', ')} |`,
    `| requests lost: no answer, or a failure that doesn't say when to come again | ${value(data, 'requests_lost', 'count')} (${(100 * value(data, 'errors', 'rate')).toFixed(3)} %) |`,
    `| times a client was told to wait | ${value(data, 'told_to_wait', 'count')} |`,
    `| visits that could not begin for want of clients | ${value(data, 'dropped_iterations', 'count')} |`,
    `| units in these orders; units that are gone since the beginning, whoever ordered them | ${value(data, 'units_ordered', 'count')}; ${value(data, 'units_gone', 'count')} |`,
    '',
    '| promise | broken |',
    '| --- | --- |',
    `| a client sees its own writes | ${value(data, 'own_writes_missing', 'count')} |`,
    `| one key, one order | ${value(data, 'orders_doubled', 'count')} |`,
    `| every order's outcome is known in the end | ${value(data, 'orders_unsettled', 'count')} |`,
    `| every unit is accounted for | ${value(data, 'books_wrong', 'count')} |`,
    '',
  ];
  return rows.join('\n');
}
