// Runs the scripts of deploy/mongo against a made-up cluster, in the order in which scripts/mongo-init.sh
// does, cuts them short before and after every single call, and runs them again: it must end in the same
// state as if nothing had happened.
//   node scripts/cluster/tests/mongo-scripts.test.mjs
import {spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {fileURLToPath} from 'node:url';
import {dirname, join} from 'node:path';
import vm from 'node:vm';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const FOLDER = join(ROOT, 'deploy/mongo');
const require = createRequire(import.meta.url);

const SETS = {
  config: ['config-a:27017', 'config-b:27017', 'config-c:27017'],
  shard1: ['shard1-a:27017', 'shard1-b:27017', 'shard1-c:27017'],
  shard2: ['shard2-a:27017', 'shard2-b:27017', 'shard2-c:27017'],
};
const ROUTERS = 'mongos-a:27017,mongos-b:27017,mongos-c:27017';
const SHARDS = `shard1/${SETS.shard1} shard2/${SETS.shard2}`;

// mongo-init.sh is run with a docker that has containers of all names, only notes what it is asked to run where, and names the
// second member of each set for its primary.
const DOCKER = `#!/usr/bin/env bash
case "$*" in *' ps '*) echo there ;; esac
case "$*" in *' exec '*/deploy/shell.sh*) printf '%s\\n' "$*" >>"$NOTES" ;; esac
case "$*" in *SET=*/deploy/set.js*)
  set_name=$(printf '%s' "$*" | sed 's/.*SET=\\([a-z0-9]*\\).*/\\1/')
  printf 'primary %s-b:27017\\n' "$set_name" ;;
esac
`;
const CURL = `#!/usr/bin/env bash
printf 200
`;
const BOUND_MILLIS = 60000;
// Only counts; the world made up here has nothing to count.
const LEFT_OUT = ['counts'];

/** What mongo-init.sh runs: in which member which script, with which variables. */
function stepsOfInit() {
  const folder = mkdtempSync(join(tmpdir(), 'saleproof-init-order-'));
  try {
    const tools = join(folder, 'tools');
    mkdirSync(tools);
    mkdirSync(join(folder, 'scripts'));
    for (const name of ['mongo-init.sh', 'lib.sh', 'lib-cluster.sh']) {
      cpSync(join(ROOT, 'scripts', name), join(folder, 'scripts', name));
    }
    writeFileSync(join(folder, '.env'), '');
    writeFileSync(join(folder, 'notes'), '');
    writeFileSync(join(tools, 'docker'), DOCKER, {mode: 0o755});
    writeFileSync(join(tools, 'curl'), CURL, {mode: 0o755});
    const env = {...process.env, PATH: `${tools}:${process.env.PATH}`, NOTES: join(folder, 'notes')};
    const run = spawnSync('bash', [join(folder, 'scripts/mongo-init.sh'), '--no-demo'],
      {env, encoding: 'utf8', timeout: BOUND_MILLIS});
    if (run.status !== 0) {
      throw new Error(`mongo-init.sh ended with ${run.status}: ${run.stdout}${run.stderr}`);
    }
    return readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n').map(stepOf)
      .filter(({script}) => !LEFT_OUT.includes(script));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

function stepOf(line) {
  const [, variables, service, script] =
    / exec -T (.*?)([\w-]+) bash \/deploy\/shell\.sh --nodb \/deploy\/([\w-]+)\.js$/.exec(line);
  const env = {};
  // SHARDS has a space in its value.
  for (const entry of variables.split(/(?:^| )-e /).filter((one) => one)) {
    const at = entry.indexOf('=');
    env[entry.slice(0, at)] = entry.slice(at + 1).trim();
  }
  return {service, script, env};
}

// With a code that no script takes for one that passes.
class Cut extends Error {
  code = -1;
}
class Quit extends Error {
  code = -1;
}

function refusal(code, message) {
  return Object.assign(new Error(message), {code});
}

function newWorld() {
  const sets = {};
  for (const name of Object.keys(SETS)) {
    sets[name] = {config: null, users: {}, roles: {}};
  }
  return {sets, shards: [], collections: {}, documents: {}, passing: 0};
}

/** Calls go through here: each may be the one that is cut, before or after it took effect. */
class Wire {
  constructor(world, cutAt, after) {
    Object.assign(this, {world, cutAt, after, calls: 0});
  }

  call(effect) {
    this.calls++;
    if (this.calls === this.cutAt && !this.after) {
      throw new Cut();
    }
    try {
      return effect();
    } finally {
      if (this.calls === this.cutAt) {
        // Whatever the answer was, nobody is left to hear it.
        throw new Cut();
      }
    }
  }
}

/** One server, or the cluster through its routers, as a client sees it. */
function database(wire, set, cluster, member, user) {
  const {world} = wire;
  const own = world.sets[set];
  let let_in = user;
  const mayWrite = () => {
    if (Object.keys(own.users).length > 0 && !let_in) {
      throw refusal(13, 'not authorized');
    }
  };
  const mustBeMade = () => {
    if (!own.config) {
      throw refusal(10107, `${set} has no primary yet`);
    }
  };
  const mustHaveRoles = ({roles}) => {
    for (const {db, role} of roles) {
      if (db === 'admin' && !own.roles[role]) {
        throw refusal(31, `Could not find role: ${role}@admin`);
      }
    }
  };
  const admin = {
    hello: () => wire.call(() => {
      if (!own.config) {
        return {isreplicaset: true};
      }
      // The first look finds no primary yet.
      own.looks = (own.looks || 0) + 1;
      return {setName: set, primary: own.looks > 1 ? SETS[set][1] : undefined};
    }),
    auth: (name, password) => wire.call(() => {
      if (!own.users[name] || own.users[name].pwd !== password) {
        throw refusal(18, 'Authentication failed.');
      }
      let_in = name;
      return {ok: 1};
    }),
    createUser: (one) => wire.call(() => {
      mayWrite();
      mustBeMade();
      mustHaveRoles(one);
      if (own.users[one.user]) {
        throw refusal(51003, 'User exists');
      }
      own.users[one.user] = {pwd: one.pwd, roles: one.roles};
    }),
    updateUser: (name, one) => wire.call(() => {
      mayWrite();
      mustHaveRoles(one);
      own.users[name] = {pwd: one.pwd, roles: one.roles};
    }),
    getUser: (name) => wire.call(() => (mayWrite(), own.users[name] || null)),
    getRole: (name) => wire.call(() => (mayWrite(), own.roles[name] || null)),
    createRole: ({role, ...one}) => wire.call(() => { mayWrite(); own.roles[role] = one; }),
    updateRole: (name, one) => wire.call(() => { mayWrite(); own.roles[name] = one; }),
    runCommand: (command) => wire.call(() => run(command)),
    getSiblingDB: (name) => sibling(name),
  };
  function run(command) {
    // Once in a while nobody is primary.
    if (++world.passing % 7 === 0) {
      throw refusal(10107, 'not primary');
    }
    if (command.replSetInitiate) {
      if (own.config) {
        throw refusal(23, 'already initialized');
      }
      own.config = JSON.parse(JSON.stringify(command.replSetInitiate));
    } else if (cluster && !own.users[user]) {
      throw refusal(18, 'Authentication failed.');
    } else if (command.listShards) {
      return {ok: 1, shards: world.shards.map((shard) => ({...shard}))};
    } else if (command.addShard) {
      if (!world.sets[command.name].config) {
        throw refusal(133, `${command.name} has no primary yet`);
      }
      world.shards.push({_id: command.name, host: command.addShard});
    } else if (command.shardCollection) {
      if (world.sets.config.users.saleproof) {
        throw new Error(`${command.shardCollection} is sharded after the shop was let in`);
      }
      if (world.collections[command.shardCollection]) {
        throw refusal(20, 'sharded already');
      }
      world.collections[command.shardCollection] = command.key;
    } else if (!command.ping) {
      throw new Error(`unknown command ${JSON.stringify(command)}`);
    }
    return {ok: 1};
  }
  function sibling(name) {
    return {
      collections: {
        findOne: (filter) => wire.call(() => {
          const key = world.collections[filter._id];
          return key ? {_id: filter._id, key} : null;
        }),
      },
      getCollection: (collection) => ({
        findOne: () => wire.call(() => null),
        createIndex: () => wire.call(() => null),
        bulkWrite: (writes) => wire.call(() => {
          const namespace = `${name}.${collection}`;
          const all = (world.documents[namespace] = world.documents[namespace] || {});
          let upsertedCount = 0;
          for (const {updateOne} of writes) {
            if (!all[updateOne.filter._id]) {
              all[updateOne.filter._id] = updateOne.update.$setOnInsert;
              upsertedCount++;
            }
          }
          return {upsertedCount, matchedCount: writes.length - upsertedCount};
        }),
      }),
    };
  }
  return admin;
}

function runScript(name, wire, member, env) {
  const said = [];
  // What is waited for passes at once.
  let now = 0;
  const context = vm.createContext({
    process: {env: {MONGO_ADMIN_PASSWORD: 'a', MONGO_APP_PASSWORD: 'b', MONGO_EXPORTER_PASSWORD: 'c', ...env}},
    require,
    __dirname: FOLDER,
    print: (text) => said.push(text),
    quit: () => { throw new Quit(said.join('\n')); },
    sleep: (millis) => { now += millis; },
    ObjectId: (hex) => hex,
    JSON,
    Date: {now: () => now},
    Mongo: class {
      constructor(uri) {
        const {hostname, username, pathname} = new URL(uri.replace(/,[^/]*/, ''));
        const through = hostname.startsWith('mongos');
        const set = hostname === '127.0.0.1' ? member.split('-')[0] : through ? 'config' : hostname.split('-')[0];
        if (through && !wire.world.sets.config.config) {
          throw refusal(6, 'no router listens');
        }
        this.admin = database(wire, set, through, member, username || null);
        void pathname;
      }
      getDB() {
        return this.admin;
      }
    },
  });
  context.load = (file) => vm.runInContext(readFileSync(file, 'utf8'), context, {filename: file});
  context.load(join(FOLDER, `${name}.js`));
  return said;
}

const STEPS = stepsOfInit();

/** What mongo-init.sh does, in its order. */
function init(wire) {
  for (const {service, script, env} of STEPS) {
    runScript(script, wire, service, env);
  }
}

function state(world) {
  const {sets, shards, collections, documents} = world;
  const kept = {};
  for (const [name, {config, users, roles}] of Object.entries(sets)) {
    kept[name] = {config, users, roles};
  }
  return JSON.stringify({kept, shards: [...shards].sort((a, b) => (a._id < b._id ? -1 : 1)), collections, documents});
}

let passed = 0;
let failed = 0;
function test(name, body) {
  try {
    body();
    passed++;
    console.log(`ok      ${name}`);
  } catch (problem) {
    failed++;
    console.log(`FAILED  ${name}: ${problem.stack}`);
  }
}

function equal(actual, expected, what) {
  if (actual !== expected) {
    throw new Error(`${what}: ${String(actual).slice(0, 400)} in place of ${String(expected).slice(0, 400)}`);
  }
}

const whole = newWorld();
const wire = new Wire(whole, 0, false);

test('makesTheWhole', () => {
  init(wire);
  equal(whole.shards.length, 2, 'shards');
  equal(Object.keys(whole.collections).length, 12, 'sharded collections');
  equal(Object.keys(whole.documents['somedb.helloDoc']).length, 1000, 'documents');
  equal(whole.documents['somedb.helloDoc']['665f00000000000000000007'].name, 'ly7', 'name');
  equal(whole.sets.config.config.configsvr, true, 'config servers');
  equal(whole.sets.shard1.config.configsvr, undefined, 'shard');
});

test('makesEachUserWithTheRolesItNeedsAndNoOther', () => {
  const cluster = whole.sets.config;
  for (const [name, {users}] of Object.entries(whole.sets)) {
    const all = name === 'config' ? 'admin,exporter,saleproof' : 'admin,exporter';
    equal(String(Object.keys(users).sort()), all, `users of ${name}`);
    equal(JSON.stringify(users.admin.roles), '["root"]', `the administrator of ${name}`);
    // The figures of replication are read from the set's own log, which is in local.
    equal(JSON.stringify(users.exporter.roles), '["clusterMonitor",{"db":"local","role":"read"}]',
      `the exporters' user of ${name}`);
  }
  equal(JSON.stringify(cluster.users.saleproof.roles.map(({db, role}) => `${db}.${role}`).sort()),
    '["admin.seesShards","saleproof.readWrite","somedb.readWrite"]', "the shop's user");
  equal(JSON.stringify(cluster.roles),
    '{"seesShards":{"privileges":[{"resource":{"cluster":true},"actions":["listShards"]}],"roles":[]}}', 'roles');
  equal(new Set([cluster, whole.sets.shard1, whole.sets.shard2].map(({users}) => users.admin.pwd)).size, 1,
    "administrator's passwords");
});

test('letsTheShopInAfterEverythingElse', () => {
  const at = (script, set) => STEPS.findIndex((step) => step.script === script && (!set || step.env.SET === set));
  const order = [at('set', 'config'), at('set', 'shard1'), at('set', 'shard2'), at('shards'), at('shop-user'), at('hello')];
  equal(String(order), String([...order].sort((a, b) => a - b)), 'places of the steps');
  equal(order.includes(-1), false, 'a step that is left out');
  equal(STEPS[at('shards')].env.SHARDS, SHARDS, 'shards');
  equal(STEPS[at('shop-user')].env.ROUTERS, ROUTERS, 'routers');
});

test('doingItAgainChangesNothing', () => {
  const before = state(whole);
  const again = new Wire(whole, 0, false);
  // A second run shards nothing: that would be refused.
  init(again);
  equal(state(whole), before, 'state');
});

test('cutShortAnywhereItEndsInTheSameState', () => {
  const expected = state(whole);
  for (let at = 1; at <= wire.calls; at++) {
    for (const after of [false, true]) {
      const world = newWorld();
      try {
        init(new Wire(world, at, after));
        throw new Error(`call ${at} was never made`);
      } catch (cut) {
        if (!(cut instanceof Cut)) {
          throw cut;
        }
      }
      init(new Wire(world, 0, false));
      equal(state(world), expected, `cut ${after ? 'after' : 'before'} call ${at}`);
    }
  }
});

test('saysThatAnotherPasswordIsInUse', () => {
  const world = newWorld();
  world.sets.config.config = {};
  world.sets.config.looks = 5;
  world.sets.config.users.admin = {pwd: 'another', roles: ['root']};
  try {
    runScript('users', new Wire(world, 0, false), 'config-b', {});
  } catch (quit) {
    equal(quit instanceof Quit && quit.message.includes('another password'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

test('refusesACollectionThatIsShardedOtherwise', () => {
  const world = newWorld();
  init(new Wire(world, 0, false));
  world.collections['saleproof.orders'] = {_id: 'hashed'};
  try {
    runScript('shards', new Wire(world, 0, false), 'config-a', {ROUTERS, SHARDS});
  } catch (quit) {
    equal(quit.message.includes('saleproof.orders is sharded by'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

test('namesTheMissingVariable', () => {
  try {
    runScript('shards', new Wire(newWorld(), 0, false), 'config-a', {MONGO_ADMIN_PASSWORD: '', ROUTERS});
  } catch (quit) {
    equal(quit.message.includes('MONGO_ADMIN_PASSWORD is not set'), true, quit.message);
    return;
  }
  throw new Error('it went on');
});

// mongosh waits for a call wherever its value is used, but not where it is returned at once: there the failure
// leaves the try and passes by its catch. Nothing made up here does that, so the texts are looked at.
test('returnsNoCallOutOfATry', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.js'))) {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    for (const [, inside] of text.matchAll(/\btry \{([^}]*(?:\{[^{}]*\}[^}]*)*)\}\s*catch/g)) {
      equal(/\breturn [\w.]+\([^;]*\);/.test(inside.replace(/\{[^{}]*\}/g, '')), false, `${name}: ${inside.trim()}`);
    }
  }
});

console.log(`${passed} passed, ${failed} failed (${wire.calls} calls, each cut twice)`);
process.exit(failed === 0 ? 0 : 1);
