// Tests of the visitors in deploy/load/sale.js: whether they are good clients, and count what they must.
import {counted, shop} from './k6.mjs';

globalThis.__ENV = {TARGET: 'http://shop', STAGE: 'normal', SERVICE_TOKENS: 'a', ADMIN_TOKEN: 'b'};
globalThis.__VU = 1;
globalThis.__ITER = 1;
const warned = [];
console.warn = (words) => warned.push(words);
console.error = () => {};
const sale = await import('./sale.mjs');

const OFFER = {skus: ['A1', 'B2'], categories: [], available: 10};
let passed = 0;
let failed = 0;
let number = 0;

/** A whole visit in which everything is bought, at a shop that is well but for what the test says. */
function visit(odd) {
  Object.keys(counted).forEach((name) => { counted[name] = 0; });
  shop.asked = [];
  Math.random = () => 0;
  shop.answer = (request) => {
    number += 1;
    const answer = (odd && odd(request)) || well(request);
    return {...answer, headers: {'Session-Token': `t${number}`, ...answer.headers}};
  };
  sale.default(OFFER);
}

function well({method, path}) {
  if (path.endsWith('/pay')) {
    return {status: 200, json: {id: 'o1', status: 'paid'}};
  } else if (method === 'POST') {
    return {status: 201, json: {id: 'o1'}};
  } else if (path.includes('/orders?')) {
    return {status: 200, json: {items: [{id: 'o1'}]}};
  } else if (path.startsWith('/v1/orders/')) {
    return {status: 200, json: {id: 'o1', status: 'paid'}};
  }
  return {status: method === 'PUT' ? 201 : 200, json: {items: [], next: null}};
}

/** The first so many requests for which it holds are answered so. */
function first(times, holds, answer) {
  let left = times;
  return (request) => {
    if (!holds(request) || left === 0) {
      return null;
    }
    left -= 1;
    return answer;
  };
}

const orders = ({method, path}) => method === 'POST' && path === '/v1/orders';
const carts = ({path}) => path.startsWith('/v1/carts');
const lists = ({path}) => path.startsWith('/v1/products?limit=20&sort=bestselling');
const asked = (holds) => shop.asked.filter(holds);

function expect(name, holds) {
  passed += holds ? 1 : 0;
  failed += holds ? 0 : 1;
  console.log(`${holds ? 'ok     ' : 'FAILED '} ${name}`);
}

visit();
expect('buysAndPaysOnce', counted.orders_placed === 1 && counted.orders_paid === 1 && counted.units_ordered === 1);
expect('countsNothingWrongInAGoodShop', ['errors', 'requests_lost', 'told_to_wait', 'own_writes_missing',
  'orders_doubled', 'orders_unsettled'].every((name) => counted[name] === 0));
expect('keepsTheTokensOfAnswersSideBySide', shop.asked[2].headers['Session-Token'].split(', ').length === 2);
expect('putsATokenInThePlaceOfThoseItHadSent', shop.asked[3].headers['Session-Token'].split(', ').length === 1);
expect('beginsWithoutAToken', shop.asked[0].headers['Session-Token'] === undefined);

visit(first(2, orders, {status: 503, headers: {'Retry-After': '1'}}));
expect('repeatsAnOrderUnderItsKey', asked(orders).length === 3
  && new Set(asked(orders).map((one) => one.headers['Idempotency-Key'])).size === 1 && counted.orders_placed === 1);
expect('countsThatItWasToldToWait', counted.told_to_wait === 2 && counted.requests_lost === 0);

visit(first(1, orders, {status: 0}));
expect('repeatsAnOrderThatWasNotAnswered', counted.orders_placed === 1 && asked(orders).length === 2);
expect('countsItAsLost', counted.requests_lost === 1 && warned.some((words) => words.includes('order: 0 no answer')));

visit(first(1, orders, {status: 502}));
expect('countsAFailureWithoutATimeAsLost', counted.requests_lost === 1 && counted.orders_placed === 1);

visit(first(1, orders, {status: 409, json: {code: 'request-in-progress'}, headers: {'Retry-After': '1'}}));
expect('waitsForItsOwnRequestUnderWay', counted.orders_placed === 1 && counted.refused_for_stock === 0);

visit(first(9, orders, {status: 503, headers: {'Retry-After': '1'}}));
expect('tellsOfAnOrderWhoseOutcomeStaysUnknown', counted.orders_unsettled === 1);

visit(first(1, orders, {status: 409, json: {code: 'out-of-stock'}}));
expect('takesARefusalForAnAnswer', counted.refused_for_stock === 1 && asked(orders).length === 1);

visit(first(1, carts, {status: 503, headers: {'Retry-After': '1'}}));
expect('neverRepeatsAWriteWithoutAKey', asked(carts).length === 1);

visit(first(1, ({path}) => path.includes('/orders?'), {status: 200, json: {items: []}}));
expect('missesItsOwnOrder', counted.own_writes_missing === 1);

visit(first(1, ({path}) => path.includes('/orders?'), {status: 200, json: {items: [{id: 'o1'}, {id: 'o2'}]}}));
expect('seesAnOrderThatWasDoubled', counted.orders_doubled === 1);

visit(first(1, ({path}) => path === '/v1/orders/o1', {status: 200, json: {status: 'placed'}}));
expect('missesItsOwnPayment', counted.own_writes_missing === 1);

visit(first(2, lists, {status: 503, headers: {'Retry-After': '1'}}));
expect('readsAreLostOnlyIfNobodySaysWhenToComeAgain', counted.requests_lost === 0 && counted.told_to_wait === 2);

const books = {drift: 0, onHand: 5, reserved: 2, available: 3};
function atTheEnd(account) {
  Object.keys(counted).forEach((name) => { counted[name] = 0; });
  shop.answer = ({path}) => (path.includes('/explain')
    ? {status: 200, json: account}
    : {status: 200, json: {items: [{available: 3}, {available: 4}]}});
  sale.teardown(OFFER);
}
atTheEnd(books);
expect('findsNothingInBooksThatHold', counted.books_wrong === 0);
expect('countsUnitsThatAreGone', counted.units_gone === 3);
atTheEnd({...books, drift: 1});
expect('findsDrift', counted.books_wrong === 2);
atTheEnd({...books, available: 4});
expect('findsASumThatIsWrong', counted.books_wrong === 2);
atTheEnd({...books, onHand: 1, available: -1});
expect('findsWhatIsOversold', counted.books_wrong === 2);

console.log(`${passed} passed, ${failed} failed`);
