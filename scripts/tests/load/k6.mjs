// What deploy/load/sale.js asks of k6, made up: a shop that answers as a test says, and counters to look at.
export const shop = {answer: () => ({status: 200}), asked: []};
export const counted = {};

function ask(method, url, body, params) {
  const path = url.replace(/^[a-z]+:\/\/[^/]+/, '');
  const request = {method, path, body: body ? JSON.parse(body) : null, headers: (params || {}).headers || {}};
  shop.asked.push(request);
  const {status, headers, json} = shop.answer(request);
  return {
    status,
    headers: headers || {},
    body: JSON.stringify(json || {}),
    error: status === 0 ? 'no answer' : '',
    json: () => json || {},
  };
}

class Metric {
  constructor(name) {
    this.name = name;
    counted[name] = 0;
  }

  add(value) {
    counted[this.name] += Number(value);
  }
}

export {Metric as Counter, Metric as Rate, Metric as Trend};
export const check = (value, conditions) => Object.values(conditions).every((holds) => holds(value));
export const fail = (sentence) => {
  throw new Error(sentence);
};
export const sleep = () => {};
export default {
  request: ask,
  get: (url, params) => ask('GET', url, null, params),
  batch: (requests) => requests.map((one) => ask(one.method, one.url, one.body, one.params)),
};
