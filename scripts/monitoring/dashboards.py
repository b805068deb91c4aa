#!/usr/bin/env python3
"""Makes Grafana's dashboards: grafana/dashboards/*.json. They are not edited by hand.

Here a panel is a title, what it tells, a unit and its queries; where it stands, and the hundred lines
of JSON that Grafana wants of it, follow. With --check nothing is written: it says which file is not
as it would be made.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "grafana" / "dashboards"
COLUMNS = 24
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
RUNBOOKS = "http://localhost:9094/runbooks"
RATE = "$__rate_interval"


def panel(title, unit, tells, *queries, kind="timeseries", width=8, height=8, runbook=None, **more):
    """A panel. Each query is (expression, legend); more: stack, limit, steps, max, decimals, mappings."""
    return dict(
        title=title, unit=unit, tells=tells, queries=queries, kind=kind, width=width, height=height,
        runbook=runbook, **more,
    )


def stat(title, unit, tells, query, **more):
    return panel(title, unit, tells, (query, ""), kind="stat", width=4, height=4, **more)


def dashboard(uid, title, tells, *rows, variables=(), refresh="30s", since="now-3h"):
    return dict(
        uid=uid, title=title, tells=tells, rows=rows, variables=variables, refresh=refresh, since=since
    )


def variable(name, label, metric, of):
    """A choice of several values of a label, all of them at first."""
    return {
        "name": name, "label": label, "type": "query", "datasource": DATASOURCE,
        "query": {"query": f"label_values({metric}, {of})", "refId": name},
        "definition": f"label_values({metric}, {of})",
        "refresh": 2, "sort": 1, "multi": True, "includeAll": True, "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]}, "hide": 0, "options": [], "regex": "",
        "skipUrlSync": False,
    }


GREEN, AMBER, RED = "green", "orange", "red"
ZERO_IS_GOOD = ((None, GREEN), (1, RED))

SALE = dashboard(
    "saleproof-sale", "Sale at a glance",
    "What whoever runs a sale wants to know at one look. The day's runbook: docs/runbooks/sale-day.md.",
    ("Now", [
        stat("Orders a minute", "cpm", "Orders placed in the last minute; replays of a request are not counted again.",
             "60 * saleproof:orders_placed:rate1m", spark=True),
        stat("Taken a minute", "short", "Value of the orders paid in the last minutes, a minute, in the currency's main unit (two decimals are assumed).",
             f"sum by (currency) (rate(saleproof_revenue_total[{RATE}])) * 60 / 100", spark=True, legend="{{currency}}", decimals=2),
        stat("Refused for stock, a minute", "cpm", "Orders that were refused because a line could not be had. On a sale this is how the last one is sold.",
             "60 * saleproof:orders_refused_for_stock:rate1m", spark=True),
        stat("Slowest 1 % (p99)", "s", "The time that the slowest 1 % of requests take at least, imports aside.",
             "saleproof:http_latency_seconds:p99", steps=((None, GREEN), (0.5, AMBER), (1, RED)), runbook="AppLatencyHigh", spark=True),
        stat("Errors without noise", "percentunit", "The part of answers that are errors of ours. Out of stock, stale versions and not yet consistent are not in it.",
             "saleproof:http_errors:ratio5m", steps=((None, GREEN), (0.002, AMBER), (0.01, RED)), runbook="AppErrors", decimals=2),
        stat("Alerts", "short", "Alerts that fire now, those of the pulse of alerting aside. What follows from something worse is counted too.",
             'count(ALERTS{alertstate="firing",alertname!="Watchdog"}) or vector(0)', steps=ZERO_IS_GOOD),
        stat("App instances", "short", "Instances that answer.",
             'count(up{job="saleproof"} == 1) or vector(0)', steps=((None, RED), (2, AMBER), (3, GREEN)), runbook="AppTooFewInstances"),
        stat("Overdue orders", "short", "Orders that are neither finished nor undone a recovery interval after they were due.",
             "max(saleproof_orders_overdue)", steps=ZERO_IS_GOOD, runbook="AppOrdersStuck"),
        stat("Drift of the stock", "short", "Contradictions that the last audit of the stock's books found.",
             "max(saleproof_stock_drift)", steps=ZERO_IS_GOOD, runbook="AppStockDrift"),
        stat("Requests a second", "reqps", "Requests at the gateway.",
             "sum(route_code:gateway_requests:rate2m)", spark=True),
        stat("Held back by limits", "reqps", "Requests a second that the gateway answered 429.",
             'sum(route_code:gateway_requests:rate2m{code="429"}) or vector(0)', spark=True),
        stat("Hits of the cache", "percentunit", "The part of cached reads that an instance's memory or Redis answers, without the database.",
             "saleproof:cache_hits:ratio5m", steps=((None, RED), (0.5, AMBER), (0.8, GREEN)), runbook="RedisHitRateLow"),
    ]),
    ("Orders", [
        panel("Orders", "cpm", "Orders a minute by what became of them. Replays are answers given again to a repeated request.",
              ("60 * saleproof:orders_placed:rate1m", "placed"),
              ("60 * saleproof:orders_refused_for_stock:rate1m", "refused for stock"),
              (f"60 * sum(rate(saleproof_orders_expired_total[{RATE}]))", "expired unpaid"),
              (f"60 * sum(rate(saleproof_orders_replayed_total[{RATE}]))", "replayed"), width=12),
        panel("Value", "short", "Value of orders placed and paid, a minute, in the currency's main unit (two decimals are assumed).",
              (f"sum by (currency) (rate(saleproof_orders_value_total[{RATE}])) * 60 / 100", "placed {{currency}}"),
              (f"sum by (currency) (rate(saleproof_revenue_total[{RATE}])) * 60 / 100", "paid {{currency}}"), width=12),
    ]),
    ("Stock", [
        panel("About to run out", "short", "Units left of the SKUs in demand that have fewest, ten at most.",
              ("sort(bottomk(10, min by (sku) (saleproof_stock_left)))", "{{sku}}"), kind="bargauge", width=12,
              steps=((None, RED), (10, AMBER), (100, GREEN))),
        panel("Units reserved", "cpm", "Units that were reserved by placed orders, a minute.",
              (f"60 * sum(rate(saleproof_units_reserved_total[{RATE}]))", "units"), width=12),
    ]),
    ("What customers see", [
        panel("Answers", "reqps", "Answers a second by what they mean: noise is a refusal that tells a client to look again.",
              ("sum by (outcome) (class_outcome:http_answers:rate5m)", "{{outcome}}"), stack=True, runbook="AppErrors"),
        panel("How long they wait", "s", "Time of requests at the app: half, all but 5 %, all but 1 %.",
              ("saleproof:http_latency_seconds:p50", "p50"), ("saleproof:http_latency_seconds:p95", "p95"),
              ("saleproof:http_latency_seconds:p99", "p99"), runbook="AppLatencyHigh", limit=1),
        panel("Status at the gateway", "reqps", "Answers a second at the gateway by status.",
              ("sum by (code) (route_code:gateway_requests:rate2m)", "{{code}}"), stack=True, runbook="Gateway5xxRatioHigh"),
    ]),
    ("Room", [
        panel("Database: busy cores", "short", "Processor cores that the busiest member of each shard keeps busy.",
              ('max by (replica_set) (mongodb:cpu:cores{role="shard"})', "{{replica_set}}"),
              ("saleproof:limit:mongodb_cores", "planned"), runbook="MongodbCpuHigh", width=6),
        panel("Database: lag", "s", "How far the slowest secondary of each set is behind.",
              ("max by (replica_set) (mongodb:replication_lag:seconds)", "{{replica_set}}"), runbook="MongodbReplicationLag", width=6, limit=10),
        panel("Redis: busiest node", "percentunit", "The part of a core that the busiest node's one thread uses.",
              ("max(redis:main_thread:cores)", "main thread"), runbook="RedisCpuHigh", width=6, limit=0.8, max=1),
        panel("Hosts: processor", "percentunit", "The part of each host's processor time in use.",
              ("host:cpu_used:ratio5m", "{{instance}}"), runbook="HostCpuHigh", width=6, limit=0.9, max=1),
    ]),
    refresh="5s", since="now-1h",
)

APP = dashboard(
    "saleproof-app", "App", "The instances of the shop: requests, database commands, cache, JVM.",
    ("Requests", [
        panel("By route", "reqps", "Requests a second by route's template.",
              ("sum by (uri) (uri_method_status:http_requests:rate2m)", "{{uri}}"), stack=True),
        panel("p99 by route", "s", "The time that the slowest 1 % of a route's requests take at least.",
              ("topk(8, uri:http_latency_seconds:p99)", "{{uri}}"), runbook="AppLatencyHigh", limit=1),
        panel("Failed by route and status", "reqps", "Answers with a 5xx status a second, all causes together.",
              ('sum by (uri, status) (uri_method_status:http_requests:rate2m{status=~"5.."}) or on () vector(0)', "{{uri}} {{status}}"), runbook="App5xxRatioHigh"),
        panel("By instance", "reqps", "Answers a second of each instance. They should be alike.",
              (f'sum by (instance) (rate(saleproof_http_answers_total{{instance=~"$instance"}}[{RATE}]))', "{{instance}}"), runbook="AppInstanceDown"),
        panel("Mean time by instance", "s", "Mean time of requests at each instance, imports aside. One that stands out is slow by itself.",
              (f'sum by (instance) (rate(http_server_requests_seconds_sum{{job="saleproof",uri!~".*/import",instance=~"$instance"}}[{RATE}])) / (sum by (instance) (rate(http_server_requests_seconds_count{{job="saleproof",uri!~".*/import",instance=~"$instance"}}[{RATE}])) > 0)', "{{instance}}"), runbook="AppLatencyHigh"),
        panel("Instances", "short", "Instances that answer, and how many there should be.",
              ('count(up{job="saleproof"} == 1)', "answer"), ("saleproof:limit:app_instances", "planned"), runbook="AppTooFewInstances"),
    ]),
    ("Database", [
        panel("Commands", "ops", "Commands a second to the database, by name.",
              (f'sum by (command) (rate(mongodb_driver_commands_seconds_count{{job="saleproof",instance=~"$instance"}}[{RATE}]))', "{{command}}")),
        panel("p99 of commands", "s", "The time that the slowest 1 % of a command take at least, as the app sees it.",
              ("histogram_quantile(0.99, sum by (command, le) (command_le:database_latency_bucket:rate5m))", "{{command}}"), runbook="MongodbLatencyHigh"),
        panel("Connections in use", "short", "Connections to the database in use, and requests that wait for one.",
              ('instance:database_pool_used:sum{instance=~"$instance"}', "used {{instance}}"),
              ('instance:database_pool_waiting:sum{instance=~"$instance"}', "waiting {{instance}}"), runbook="AppPoolExhausted"),
    ]),
    ("Cache", [
        panel("Lookups by what answered", "ops", "Cached reads a second, by where the answer came from: this process, Redis, the database for it (loaded) or for another (joined), or kept though it may be old (stale).",
              ("sum by (result) (kind_result:cache_requests:rate2m)", "{{result}}"), stack=True, runbook="RedisHitRateLow"),
        panel("Hits by kind", "percentunit", "The part of reads of each kind that an instance's memory or Redis answers.",
              ('sum by (kind) (kind_result:cache_requests:rate2m{result=~"memory|redis"}) / (sum by (kind) (kind_result:cache_requests:rate2m) > 0)', "{{kind}}"), runbook="RedisHitRateLow", max=1),
        panel("Troubles behind the answers", "ops", "What went wrong behind answers a second, by cause; the answers were right all the same.",
              (f'sum by (cause) (rate(saleproof_cache_troubles_total{{instance=~"$instance"}}[{RATE}]))', "{{cause}}"), runbook="AppBreakerOpen"),
        panel("Loads", "short", "Loads from the database under way and waiting for a place, by instance.",
              ('sum by (instance) (saleproof_cache_loads_running{instance=~"$instance"})', "running {{instance}}"),
              ('sum by (instance) (saleproof_cache_loads_waiting{instance=~"$instance"})', "waiting {{instance}}"), runbook="AppLatencyHigh"),
        panel("Mean time of a load", "s", "Mean time that a load from the database takes, by kind.",
              (f'sum by (kind) (rate(saleproof_cache_load_seconds_sum{{instance=~"$instance"}}[{RATE}])) / (sum by (kind) (rate(saleproof_cache_load_seconds_count{{instance=~"$instance"}}[{RATE}])) > 0)', "{{kind}}"), runbook="MongodbLatencyHigh"),
        panel("Loads refused", "ops", "Loads a second that found no place in time: an older answer or a 503 was given.",
              (f'sum by (instance) (rate(saleproof_cache_loads_refused_total{{instance=~"$instance"}}[{RATE}]))', "{{instance}}"), runbook="AppLatencyHigh"),
        panel("Memory of the cache", "bytes", "What the entries in each instance's memory take, about.",
              ('sum by (instance) (saleproof_cache_memory_bytes{instance=~"$instance"})', "{{instance}}")),
        panel("Messages and doubts", "ops", "Messages of changes a second, and how often some may have been missed, after which everything is looked up anew.",
              (f'sum(rate(saleproof_cache_messages_total{{instance=~"$instance"}}[{RATE}]))', "messages"),
              (f'sum(rate(saleproof_cache_doubts_total{{instance=~"$instance"}}[{RATE}]))', "doubts"), runbook="RedisOpsHigh"),
        panel("Calls to Redis that failed", "ops", "Calls a second that Redis did not answer, by cause.",
              (f'sum by (outcome) (rate(saleproof_redis_calls_total{{outcome!="answered",instance=~"$instance"}}[{RATE}]))', "{{outcome}}"), runbook="AppBreakerOpen"),
        panel("Circuit breakers", "short", "Circuit breakers to Redis that are not closed, by instance.",
              ('sum by (instance) (saleproof_redis_breakers{state!="closed",instance=~"$instance"})', "{{instance}}"), runbook="AppBreakerOpen"),
        panel("Subscription", "short", "1: the instance is told of changes. 0: it is not, and looks everything up anew.",
              ('min by (instance) (saleproof_redis_subscription_up{instance=~"$instance"})', "{{instance}}"), max=1),
        panel("Connections to Redis", "short", "Open connections to all nodes.",
              ('sum by (instance) (saleproof_redis_connections{instance=~"$instance"})', "{{instance}}"), runbook="RedisConnectionsRejected"),
        panel("Detours", "ops", "Answers of Redis that sent a call to another node, a second. Many after slots moved, none else.",
              (f'sum by (kind) (rate(saleproof_redis_detours_total{{instance=~"$instance"}}[{RATE}]))', "{{kind}}")),
    ]),
    ("Registry", [
        panel("Listed", "short", "1: Consul listed the instance when it was last asked. 0: it gets no requests by way of the gateway.",
              ('min by (instance) (saleproof_registry_registered{instance=~"$instance"})', "{{instance}}"), runbook="AppRegistryForgets", max=1),
        panel("Instances known to be ready", "short", "How many instances each one knows to be ready, itself included. They should agree.",
              ('max by (instance) (saleproof_registry_instances{instance=~"$instance"})', "{{instance}}"),
              ("saleproof:limit:app_instances", "planned"), runbook="AppRegistryUnheard"),
        panel("Registered anew, and not heard", "short", "How often in the time shown each instance had to register again, because Consul had forgotten it, and how often Consul did not answer it.",
              ('sum by (instance) (increase(saleproof_registry_registrations_total{instance=~"$instance"}[$__range]))', "registered {{instance}}"),
              ('sum by (instance) (increase(saleproof_registry_failures_total{instance=~"$instance"}[$__range]))', "not heard {{instance}}"), runbook="AppRegistryUnheard"),
    ]),
    ("Orders cut short", [
        panel("Taken over", "cpm", "Orders a minute that an instance took over because they were cut short, by the state they were in.",
              (f"60 * sum by (state) (rate(saleproof_orders_recovered_total[{RATE}])) or on () vector(0)", "{{state}}"), runbook="AppOrdersStuck"),
        panel("Left and failed", "cpm", "Changes left to a sweeper, and take-overs that failed for now, a minute.",
              (f"60 * sum(rate(saleproof_orders_left_unsettled_total[{RATE}]))", "left unsettled"),
              (f"60 * sum(rate(saleproof_orders_recovery_failed_total[{RATE}]))", "take-over failed"), runbook="AppOrdersStuck"),
        panel("Overdue", "short", "Orders not settled a recovery interval after they were due.",
              ("max(saleproof_orders_overdue)", "overdue"), runbook="AppOrdersStuck"),
    ]),
    ("Recommendations", [
        panel("Age of what they rest on", "s", "Seconds since all orders were known to be counted, as the best informed instance knows.",
              ("min(saleproof_recommendations_model_age_seconds)", "age"), runbook="AppRecommendationsStale", limit=600),
        panel("Orders counted", "cpm", "Orders a minute that were counted, or taken back.",
              (f"60 * sum(rate(saleproof_recommendations_orders_counted_total[{RATE}]))", "counted")),
        panel("Counted from scratch", "short", "Times in the time shown that all orders were counted anew: once a day, and after imports.",
              ("sum(increase(saleproof_recommendations_rebuilds_total[$__range]))", "times")),
    ]),
    ("JVM", [
        panel("Heap", "percentunit", "The part of the heap in use.",
              ('instance:heap_used:ratio{instance=~"$instance"}', "{{instance}}"), max=1),
        panel("Stopped for garbage collection", "percentunit", "The part of time that an instance stands still for garbage collection.",
              (f'sum by (instance) (rate(jvm_gc_pause_seconds_sum{{job="saleproof",instance=~"$instance"}}[{RATE}]))', "{{instance}}")),
        panel("Processor", "percentunit", "The part of the processors that an instance uses.",
              ('max by (instance) (process_cpu_usage{job="saleproof",instance=~"$instance"})', "{{instance}}"), max=1, runbook="HostCpuHigh"),
        panel("Open files", "percentunit", "The part of the files and connections that an instance may have open.",
              ('max by (instance) (process_files_open_files{job="saleproof",instance=~"$instance"} / process_files_max_files{job="saleproof",instance=~"$instance"})', "{{instance}}"), max=1),
        panel("Threads", "short", "Platform threads; virtual ones are not counted.",
              ('sum by (instance) (jvm_threads_live_threads{job="saleproof",instance=~"$instance"})', "{{instance}}")),
        panel("Running since", "s", "How long each instance has been running.",
              ('max by (instance) (process_uptime_seconds{job="saleproof",instance=~"$instance"})', "{{instance}}"), runbook="AppInstanceDown"),
    ]),
    variables=(variable("instance", "Instance", 'up{job="saleproof"}', "instance"),),
)

GATEWAY = dashboard(
    "saleproof-gateway", "Gateway", "APISIX: what comes in, what goes out, whom it can ask.",
    ("Traffic", [
        panel("Requests by route", "reqps", "Requests a second by route.",
              ('sum by (route) (route_code:gateway_requests:rate2m{route=~"$route"})', "{{route}}"), stack=True),
        panel("Answers by status", "reqps", "Answers a second by status.",
              ('sum by (code) (route_code:gateway_requests:rate2m{route=~"$route"})', "{{code}}"), stack=True),
        panel("Failed", "percentunit", "The part of answers that are 5xx, the app's own 503 not counted.",
              ("saleproof:gateway_5xx:ratio5m", "5xx"), runbook="Gateway5xxRatioHigh", limit=0.01),
        panel("Held back by limits", "reqps", "Requests a second that were answered 429, by route.",
              ('sum by (route) (route_code:gateway_requests:rate2m{code="429",route=~"$route"}) or on () vector(0)', "{{route}}")),
        panel("Bandwidth", "Bps", "Bytes a second, in and out.",
              (f"sum by (type) (rate(apisix_bandwidth[{RATE}]))", "{{type}}")),
        panel("503 by what the instance said", "reqps", "Answers 503 a second by what became of each try: 503 is the app's own, 502 and 504 are no answer, nothing is nobody to ask.",
              (f"sum by (upstream_status) (rate(apisix_http_status{{code=\"503\"}}[{RATE}])) or on () vector(0)", "{{upstream_status}}"), runbook="Gateway5xxRatioHigh"),
        panel("Connections", "short", "Connections of clients by what they do.",
              ('sum by (state) (apisix_nginx_http_current_connections{state=~"active|reading|writing|waiting"})', "{{state}}")),
    ]),
    ("Time", [
        panel("p99", "s", "The time that the slowest 1 % take at least: all of it, the app's part, the gateway's own.",
              ("type:gateway_latency_seconds:p99", "{{type}}"), runbook="GatewayLatencyHigh", limit=1.5, width=12),
        panel("p50", "s", "The time that half of the requests take at most.",
              ("type:gateway_latency_seconds:p50", "{{type}}"), width=12),
    ]),
    ("Whom it can ask", [
        panel("Instances by health", "short", "1: passes the gateway's checks. 0: gets no requests.",
              ("max by (ip, port) (apisix_upstream_status)", "{{ip}}:{{port}}"), runbook="GatewayNoUpstream", max=1),
        panel("Requests by instance", "reqps", "Answers a second by the instance asked; without one, the gateway answered by itself.",
              (f"sum by (node) (rate(apisix_http_status[{RATE}]))", "{{node}}"), stack=True),
        panel("Registered and answering", "short", "Instances that Consul names and Prometheus reaches; whether Consul answers.",
              ('count(up{job="saleproof"} == 1) or vector(0)', "app instances"), ('up{job="consul"}', "Consul"), runbook="RegistryDown"),
    ]),
    ("Itself", [
        panel("Up", "short", "1: the gateway gives metrics.", ('up{job="apisix"}', "{{instance}}"), runbook="GatewayDown", max=1, width=12),
        panel("Shared memory left", "percentunit", "The part of the gateway's shared memory for metrics and limits that is free.",
              ("min by (name) (apisix_shared_dict_free_space_bytes / apisix_shared_dict_capacity_bytes)", "{{name}}"), max=1, width=12),
    ]),
    variables=(variable("route", "Route", "apisix_http_status", "route"),),
)

RS = 'replica_set=~"$replica_set"'
MONGODB = dashboard(
    "saleproof-mongodb", "MongoDB", "Two shards, the config servers and the routers.",
    ("Who is there", [
        panel("Servers", "short", "1: the server answers. Nothing: its exporter is down.",
              ("mongodb:up", "{{instance}}"), kind="statetimeline", width=12, height=10, runbook="MongodbMemberDown",
              mappings={"0": ("down", RED), "1": ("up", GREEN)}),
        panel("State of members", "short", "1 primary, 2 secondary, 3 recovering, 5 starting up; each as it sees itself.",
              ("max by (instance) (mongodb_rs_myState)", "{{instance}}"), kind="statetimeline", width=12, height=10, runbook="MongodbNoPrimary",
              mappings={"1": ("primary", GREEN), "2": ("secondary", "blue"), "3": ("recovering", AMBER), "5": ("starting", AMBER)}),
        panel("Replication lag", "s", "How far each secondary is behind, as its primary sees it.",
              (f"mongodb:replication_lag:seconds{{{RS}}}", "{{member_idx}}"), runbook="MongodbReplicationLag", limit=10),
        panel("Routers", "short", "Routers that answer.", ('sum(mongodb:up{role="router"})', "routers"),
              ("saleproof:limit:routers", "needed"), runbook="MongodbTooFewRouters"),
        panel("Exporters", "short", "1: the exporter answers. 0: its servers are not watched.",
              ('up{job="mongodb-exporter"}', "{{exporter}}"), runbook="MongodbExporterDown", max=1),
    ]),
    ("Work", [
        panel("Operations", "ops", "Operations a second of each server.",
              (f"mongodb:ops:rate2m{{{RS}}}", "{{instance}}"), ("saleproof:limit:mongodb_ops", "planned"), runbook="MongodbOpsHigh"),
        panel("By kind", "ops", "Operations a second of all servers shown, by kind.",
              (f"sum by (legacy_op_type) (rate(mongodb_ss_opcounters{{{RS}}}[{RATE}]))", "{{legacy_op_type}}"), stack=True),
        panel("Mean time", "s", "Mean time of reads and writes; a write waits for the majority.",
              (f"max by (op_type, instance) (mongodb:op_seconds:mean5m{{{RS}}})", "{{op_type}} {{instance}}"), runbook="MongodbLatencyHigh"),
        panel("Looked at for each returned", "short", "Documents looked at for each one returned. Far above 1 is a query without its index.",
              (f"sum by (instance) (rate(mongodb_ss_metrics_queryExecutor_scannedObjects{{{RS}}}[{RATE}])) / (sum by (instance) (rate(mongodb_ss_metrics_document{{doc_op_type=\"returned\",{RS}}}[{RATE}])) > 0)", "{{instance}}"), runbook="MongodbCpuHigh"),
        panel("Waiting for a lock", "short", "Operations that wait in line.",
              (f'max by (instance) (mongodb_ss_globalLock_currentQueue{{count_type="total",{RS}}})', "{{instance}}"), runbook="MongodbLatencyHigh"),
        panel("Conflicts", "ops", "Writes a second that met another one of the same document and were tried again. One SKU in demand shows here.",
              (f"sum by (instance) (rate(mongodb_ss_metrics_operation_writeConflicts{{{RS}}}[{RATE}]))", "{{instance}}")),
    ]),
    ("Room", [
        panel("Busy cores", "short", "Processor cores that each server keeps busy.",
              (f"mongodb:cpu:cores{{{RS}}}", "{{instance}}"), ("saleproof:limit:mongodb_cores", "planned"), runbook="MongodbCpuHigh"),
        panel("Cache filled", "percentunit", "The part of WiredTiger's cache in use. It keeps itself at 80 %; from 95 % on requests must wait.",
              (f"mongodb:cache_used:ratio{{{RS}}}", "{{instance}}"), runbook="MongodbMemoryHigh", limit=0.95, max=1),
        panel("Cache to be written", "percentunit", "The part of the cache that waits to be written; from 20 % on requests must wait.",
              (f"mongodb:cache_dirty:ratio{{{RS}}}", "{{instance}}"), runbook="MongodbMemoryHigh", limit=0.2),
        panel("Memory", "mbytes", "Memory that each server holds.",
              (f"max by (instance) (mongodb_ss_mem_resident{{{RS}}})", "{{instance}}"), runbook="MongodbMemoryHigh"),
        panel("Connections", "percentunit", "The part of each server's connections in use.",
              (f"mongodb:connections_used:ratio{{{RS}}}", "{{instance}}"), runbook="MongodbConnectionsHigh", limit=0.8),
        panel("Network", "Bps", "Bytes a second that each server sends.",
              (f"sum by (instance) (rate(mongodb_ss_network_bytesOut{{{RS}}}[{RATE}]))", "{{instance}}")),
    ]),
    ("Data", [
        panel("Documents", "short", "Documents of the shop at each shard, as its best informed member counts them.",
              ('max by (replica_set) (mongodb_dbstats_objects{database="saleproof",role="shard"})', "{{replica_set}}")),
        panel("Size", "bytes", "Data and indexes of the shop at each shard, uncompressed.",
              ('max by (replica_set) (mongodb_dbstats_dataSize{database="saleproof",role="shard"})', "data {{replica_set}}"),
              ('max by (replica_set) (mongodb_dbstats_indexSize{database="saleproof",role="shard"})', "indexes {{replica_set}}"), runbook="HostDiskLow"),
        panel("Chunks", "short", "Chunks of each collection at each shard. They should be alike.",
              ('max by (collection, shard) (mongodb_shards_collection_chunks_count{database="saleproof"})', "{{collection}} {{shard}}")),
    ]),
    variables=(variable("replica_set", "Set", "mongodb_up", "replica_set"),),
)

NODE = 'instance=~"$instance"'
REDIS = dashboard(
    "saleproof-redis", "Redis", "Three masters, three replicas, one exporter.",
    ("Who is there", [
        panel("Nodes", "short", "1: the node answers. Nothing: the exporter is down.",
              ("redis:up", "{{instance}}"), kind="statetimeline", width=12, runbook="RedisNodeDown",
              mappings={"0": ("down", RED), "1": ("up", GREEN)}),
        stat("Masters", "short", "Nodes that are masters.", "redis:masters:count", steps=((None, RED), (3, GREEN)), runbook="RedisTooFewMasters"),
        stat("Cluster", "short", "What the worst informed node says of the cluster.", "min(redis_cluster_state)",
             steps=((None, RED), (1, GREEN)), runbook="RedisClusterStateFail", mappings={"0": ("fail", RED), "1": ("ok", GREEN)}),
        stat("Exporter", "short", "Whether the exporter answers, without which nobody watches Redis.", 'up{job="redis-exporter"}',
             steps=((None, RED), (1, GREEN)), runbook="RedisExporterDown", mappings={"0": ("down", RED), "1": ("up", GREEN)}),
        panel("Replicas linked", "short", "1: the replica follows its master.",
              (f"redis_master_link_up{{{NODE}}}", "{{instance}}"), runbook="RedisNodeDown", max=1, width=12, height=4),
    ]),
    ("Work", [
        panel("Commands", "ops", "Commands a second of each node.",
              (f"redis:ops:rate2m{{{NODE}}}", "{{instance}}"), ("saleproof:limit:redis_ops", "planned"), runbook="RedisOpsHigh"),
        panel("By command", "ops", "Commands a second of the nodes shown, by name; the ten that are most.",
              (f"topk(10, sum by (cmd) (rate(redis_commands_total{{{NODE}}}[{RATE}])))", "{{cmd}}")),
        panel("Mean time", "s", "Mean time of the shop's commands in Redis itself, without the network.",
              (f"redis:command_seconds:mean5m{{{NODE}}}", "{{instance}}"), runbook="RedisLatencyHigh", limit=0.001),
        panel("Hits", "percentunit", "The part of lookups that find something.",
              ("redis:hits:ratio5m", "all nodes"), runbook="RedisHitRateLow", limit=0.5, max=1),
        panel("Main thread", "percentunit", "The part of a core that the node's one thread uses.",
              (f"redis:main_thread:cores{{{NODE}}}", "{{instance}}"), runbook="RedisCpuHigh", limit=0.8, max=1),
        panel("Network", "Bps", "Bytes a second that each node sends.",
              (f"rate(redis_net_output_bytes_total{{{NODE}}}[{RATE}])", "{{instance}}")),
    ]),
    ("Room", [
        panel("Memory", "percentunit", "The part of maxmemory in use. A cache may be full.",
              (f"redis:memory_used:ratio{{{NODE}}}", "{{instance}}"), runbook="RedisMemoryHigh", limit=0.9),
        panel("Thrown out", "ops", "Entries a second that were evicted for want of memory, and that expired.",
              (f"sum(rate(redis_evicted_keys_total{{{NODE}}}[{RATE}]))", "evicted"),
              (f"sum(rate(redis_expired_keys_total{{{NODE}}}[{RATE}]))", "expired"), runbook="RedisMemoryHigh"),
        panel("Entries", "short", "Keys of each node.", (f"sum by (instance) (redis_db_keys{{{NODE}}})", "{{instance}}")),
        panel("Connections", "short", "Connected clients.", (f"redis_connected_clients{{{NODE}}}", "{{instance}}"), runbook="RedisConnectionsRejected"),
        panel("Refused connections", "cpm", "Connections a minute that were refused because too many were open.",
              (f"60 * rate(redis_rejected_connections_total{{{NODE}}}[{RATE}])", "{{instance}}"), runbook="RedisConnectionsRejected"),
        panel("Fragmentation", "short", "Memory of the process for each byte in use. Far above 1.5 is memory that is lost.",
              (f"redis_mem_fragmentation_ratio{{{NODE}}}", "{{instance}}"), runbook="RedisMemoryHigh"),
    ]),
    variables=(variable("instance", "Node", 'up{job="redis"}', "instance"),),
)

CONSISTENCY = dashboard(
    "saleproof-consistency", "Consistency",
    "Errors on one side, noise on the other: a refusal that tells a client to look again is how the shop works.",
    ("Errors", [
        panel("Errors without noise", "percentunit", "Errors of ours among the answers that are no noise.",
              ("saleproof:http_errors:ratio5m", "errors"), runbook="AppErrors", limit=0.01),
        panel("Errors by class of client", "reqps", "Errors of ours a second, for shoppers and for partners' servers.",
              ('sum by (class) (class_outcome:http_answers:rate5m{outcome="error"}) or on () vector(0)', "{{class}}"), runbook="AppErrors"),
        panel("Outcome unknown", "cpm", "Writes a minute whose outcome could not be told; their clients ask by their key.",
              (f"60 * sum(rate(saleproof_outcomes_unknown_total[{RATE}]))", "unknown"), runbook="AppErrors"),
    ]),
    ("Noise", [
        panel("By cause", "reqps", "Answers a second that tell a client to look again, by cause.",
              ('sum by (cause) (cause_class:consistency_refusals:rate5m{class=~"$class"}) or on () vector(0)', "{{cause}}"), stack=True),
        panel("Part of all answers", "percentunit", "The part of all answers that are noise. Half of them on a sale is nothing bad.",
              ('(sum by (class) (class_outcome:http_answers:rate5m{outcome="noise",class=~"$class"}) or on () vector(0)) / on () group_left () sum(class_outcome:http_answers:rate5m)', "{{class}}")),
        panel("Not yet consistent", "reqps", "503 not-yet-consistent a second: no server was new enough for a token.",
              ('sum by (class) (cause_class:consistency_refusals:rate5m{cause="not-yet-consistent",class=~"$class"}) or on () vector(0)', "{{class}}"), runbook="AppNotYetConsistentMany"),
        panel("Stale versions", "cpm", "Orders a minute that named an older list than the current one (412).",
              (f"60 * sum(rate(saleproof_stale_versions_total[{RATE}]))", "stale")),
        panel("Answered again", "cpm", "Orders a minute that were answered again under their key.",
              (f"60 * sum(rate(saleproof_orders_replayed_total[{RATE}]))", "replayed")),
        panel("Tokens ignored", "cpm", "Session tokens a minute that counted for nothing, by why. forged: a key taken out of use too early, or somebody who tries. future: a clock.",
              (f'60 * sum by (code) (rate(saleproof_consistency_tokens_ignored_total{{class=~"$class"}}[{RATE}])) or on () vector(0)', "{{code}}")),
    ]),
    ("Who served reads", [
        panel("Reads", "ops", "Reads with a session's token a second, by who served them.",
              ('sum by (served) (served_class:consistency_reads:rate5m{class=~"$class"})', "{{served}}"), stack=True, width=12, runbook="AppNotYetConsistentMany"),
        panel("Replication lag", "s", "How far each secondary is behind: why reads go to the primary.",
              ("mongodb:replication_lag:seconds", "{{member_idx}}"), width=12, runbook="MongodbReplicationLag", limit=10),
    ]),
    ("Books", [
        panel("Drift of the stock", "short", "Contradictions that the last whole audit of each instance found.",
              ("saleproof_stock_drift", "{{instance}}"), runbook="AppStockDrift"),
        panel("Overdue orders", "short", "Orders not settled a recovery interval after they were due.",
              ("max(saleproof_orders_overdue)", "overdue"), runbook="AppOrdersStuck"),
        panel("Taken over", "cpm", "Orders a minute that another instance finished or undid.",
              (f"60 * sum(rate(saleproof_orders_recovered_total[{RATE}])) or vector(0)", "taken over"), runbook="AppOrdersStuck"),
    ]),
    variables=(variable("class", "Clients", "saleproof_consistency_reads_total", "class"),),
)

HOST = 'instance=~"$instance"'
HOSTS = dashboard(
    "saleproof-hosts", "Hosts", "The machines underneath, and monitoring itself.",
    ("Processor and memory", [
        panel("Processor", "percentunit", "The part of processor time in use, waiting for disks not counted.",
              (f"host:cpu_used:ratio5m{{{HOST}}}", "{{instance}}"), runbook="HostCpuHigh", limit=0.9, max=1),
        panel("By mode", "percentunit", "Processor time by what it is used for, of all processors together.",
              (f'sum by (mode) (rate(node_cpu_seconds_total{{mode!="idle",{HOST}}}[{RATE}])) / scalar(count(node_cpu_seconds_total{{mode="idle",{HOST}}}))', "{{mode}}"), stack=True),
        panel("Load", "short", "Tasks that run or want to, over five minutes.", (f"node_load5{{{HOST}}}", "{{instance}}"), runbook="HostCpuHigh"),
        panel("Memory that can be had", "percentunit", "The part of memory that is free or can be made so at once.",
              (f"host:memory_available:ratio{{{HOST}}}", "{{instance}}"), runbook="HostMemoryLow", max=1),
        panel("Standing still for want of", "percentunit", "The part of time in which tasks waited for processor, memory or disk.",
              (f"rate(node_pressure_cpu_waiting_seconds_total{{{HOST}}}[{RATE}])", "processor {{instance}}"),
              (f"rate(node_pressure_memory_waiting_seconds_total{{{HOST}}}[{RATE}])", "memory {{instance}}"),
              (f"rate(node_pressure_io_waiting_seconds_total{{{HOST}}}[{RATE}])", "disk {{instance}}")),
        panel("Killed for memory", "short", "Processes that the kernel killed in the time shown because memory had run out.",
              (f"increase(node_vmstat_oom_kill{{{HOST}}}[$__range])", "{{instance}}"), runbook="HostMemoryLow"),
    ]),
    ("Disk and network", [
        panel("Disk left", "percentunit", "The part of each file system that is free.",
              (f"host:disk_free:ratio{{{HOST}}}", "{{instance}} {{mountpoint}}"), runbook="HostDiskLow", max=1),
        panel("Disk busy", "percentunit", "The part of time in which a disk had work.",
              (f"rate(node_disk_io_time_seconds_total{{{HOST}}}[{RATE}])", "{{instance}} {{device}}"), max=1),
        panel("Network", "Bps", "Bytes a second received and sent, the host's own traffic with itself aside.",
              (f'sum by (instance) (rate(node_network_receive_bytes_total{{device!~"lo|veth.*|br-.*|docker.*",{HOST}}}[{RATE}]))', "received {{instance}}"),
              (f'sum by (instance) (rate(node_network_transmit_bytes_total{{device!~"lo|veth.*|br-.*|docker.*",{HOST}}}[{RATE}]))', "sent {{instance}}")),
    ]),
    ("Monitoring", [
        panel("Targets that don't answer", "short", "Targets of Prometheus that gave no metrics at the last try, by job.",
              ("count by (job) (up == 0) or on () vector(0)", "{{job}}"), runbook="HostDown"),
        panel("Notifications that failed", "cpm", "Notifications a minute that Alertmanager could not deliver.",
              (f"60 * sum by (integration) (rate(alertmanager_notifications_failed_total[{RATE}]))", "{{integration}}"), runbook="AlertsNotDelivered"),
        panel("Rules that failed", "cpm", "Evaluations of rules a minute that failed.",
              (f"60 * sum(rate(prometheus_rule_evaluation_failures_total[{RATE}]))", "failed"), runbook="RulesFailing"),
        panel("Series", "short", "Time series that Prometheus holds in memory.", ("prometheus_tsdb_head_series", "series")),
        panel("Alertmanager", "short", "1: it answers.", ('up{job="alertmanager"}', "{{instance}}"), runbook="AlertmanagerDown", max=1),
        panel("Pulse of alerting", "short", "1: the alert that always fires does.", ('count(ALERTS{alertname="Watchdog",alertstate="firing"})', "pulse"), runbook="Watchdog", max=1),
    ]),
    variables=(variable("instance", "Host", 'up{job="node"}', "instance"),),
)

ALL = (SALE, APP, GATEWAY, MONGODB, REDIS, CONSISTENCY, HOSTS)


# --- What Grafana wants of it --------------------------------------------------------------------


def grafana(board):
    return {
        "uid": board["uid"],
        "title": board["title"],
        "description": board["tells"],
        "tags": ["saleproof"],
        "editable": False,
        "graphTooltip": 1,
        "refresh": board["refresh"],
        "schemaVersion": 39,
        "version": 1,
        "timezone": "browser",
        "time": {"from": board["since"], "to": "now"},
        "timepicker": {},
        "fiscalYearStartMonth": 0,
        "liveNow": False,
        "annotations": {"list": [ALERTS_AS_ANNOTATIONS]},
        "links": [
            {"type": "dashboards", "title": "Dashboards", "tags": ["saleproof"], "asDropdown": True,
             "includeVars": False, "keepTime": True, "icon": "external link", "targetBlank": False, "url": "", "tooltip": ""},
            {"type": "link", "title": "Runbooks", "url": "${runbooks}/README.md", "asDropdown": False, "tags": [],
             "includeVars": False, "keepTime": False, "icon": "doc", "targetBlank": True, "tooltip": "What to do at an alert"},
        ],
        "templating": {"list": [DATASOURCES, RUNBOOK_BASE, *board["variables"]]},
        "panels": list(laid_out(board["rows"])),
    }


DATASOURCES = {
    "name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "hide": 0,
    "multi": False, "includeAll": False, "current": {"text": "Prometheus", "value": "prometheus"}, "options": [],
    "refresh": 1, "regex": "", "skipUrlSync": False,
}
RUNBOOK_BASE = {
    "name": "runbooks", "label": "Runbooks", "type": "constant", "query": RUNBOOKS, "hide": 2,
    "current": {"text": RUNBOOKS, "value": RUNBOOKS}, "options": [], "skipUrlSync": False,
}
ALERTS_AS_ANNOTATIONS = {
    "name": "Critical alerts", "datasource": DATASOURCE, "enable": True, "hide": False, "iconColor": "red",
    "expr": 'ALERTS{alertstate="firing",severity="critical"}', "step": "30s", "titleFormat": "{{alertname}}",
    "textFormat": "{{instance}} {{replica_set}}",
}


def laid_out(rows):
    """Panels with places: each row's from left to right, and down when there is no room."""
    number = 0
    y = 0
    for title, panels in rows:
        number += 1
        yield {"id": number, "type": "row", "title": title, "collapsed": False, "panels": [],
               "gridPos": {"x": 0, "y": y, "w": COLUMNS, "h": 1}}
        y += 1
        x = below = 0
        for each in panels:
            if x + each["width"] > COLUMNS:
                x, y, below = 0, y + below, 0
            number += 1
            yield drawn(each, number, {"x": x, "y": y, "w": each["width"], "h": each["height"]})
            x += each["width"]
            below = max(below, each["height"])
        y += below


def drawn(each, number, place):
    kind = {"statetimeline": "state-timeline"}.get(each["kind"], each["kind"])
    instant = kind == "bargauge"
    result = {
        "id": number,
        "type": kind,
        "title": each["title"],
        "description": each["tells"],
        "datasource": DATASOURCE,
        "gridPos": place,
        "targets": [
            {"refId": chr(ord("A") + at), "datasource": DATASOURCE, "expr": expression, "editorMode": "code",
             "legendFormat": legend or each.get("legend") or "__auto", "instant": instant, "range": not instant}
            for at, (expression, legend) in enumerate(each["queries"])
        ],
        "fieldConfig": {"defaults": field(each, kind), "overrides": []},
        "options": OPTIONS[kind](each),
        "links": links(each),
    }
    return result


def links(each):
    if not each["runbook"]:
        return []
    return [{"title": f"Runbook {each['runbook']}", "url": f"${{runbooks}}/{each['runbook']}.md", "targetBlank": True}]


def field(each, kind):
    defaults = {
        "unit": each["unit"],
        "min": 0,
        "color": {"mode": "thresholds" if kind != "timeseries" else "palette-classic"},
        "thresholds": {"mode": "absolute", "steps": steps(each)},
        "mappings": mappings(each.get("mappings")),
        "noValue": "none",
    }
    if "max" in each:
        defaults["max"] = each["max"]
    if "decimals" in each:
        defaults["decimals"] = each["decimals"]
    if kind == "timeseries":
        defaults["custom"] = {
            "drawStyle": "line", "lineWidth": 1, "showPoints": "never", "spanNulls": False,
            "fillOpacity": 20 if each.get("stack") else 0,
            "stacking": {"mode": "normal" if each.get("stack") else "none", "group": "A"},
            "thresholdsStyle": {"mode": "line" if "limit" in each else "off"},
            "axisSoftMin": 0,
        }
    elif kind == "state-timeline":
        defaults["custom"] = {"fillOpacity": 70, "lineWidth": 0}
    return defaults


def steps(each):
    if "limit" in each:
        return [{"color": "transparent", "value": None}, {"color": RED, "value": each["limit"]}]
    return [{"color": color, "value": value} for value, color in each.get("steps", ((None, GREEN),))]


def mappings(known):
    if not known:
        return []
    options = {value: {"text": text, "color": color, "index": at} for at, (value, (text, color)) in enumerate(known.items())}
    return [{"type": "value", "options": options}]


OPTIONS = {
    "timeseries": lambda each: {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "stat": lambda each: {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "graphMode": "area" if each.get("spark") else "none",
        "colorMode": "value", "justifyMode": "auto", "orientation": "auto", "textMode": "auto", "wideLayout": True,
    },
    "bargauge": lambda each: {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "displayMode": "basic", "orientation": "horizontal", "valueMode": "color", "showUnfilled": True,
        "minVizHeight": 16, "minVizWidth": 8, "namePlacement": "left", "sizing": "auto",
        "legend": {"showLegend": False, "displayMode": "list", "placement": "bottom", "calcs": []},
    },
    "state-timeline": lambda each: {
        "mergeValues": True, "showValue": "never", "alignValue": "left", "rowHeight": 0.85, "perPage": 20,
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "single", "sort": "none"},
    },
}


def files():
    """Name and text of each dashboard."""
    for board in ALL:
        name = board["uid"].removeprefix("saleproof-") + ".json"
        yield name, json.dumps(grafana(board), indent=1, ensure_ascii=False) + "\n"


def main(arguments):
    if arguments not in ([], ["--check"]):
        print("dashboards.py knows no option but --check.", file=sys.stderr)
        return 2
    made = dict(files())
    if arguments:
        found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
        for name in sorted(made.keys() | found.keys()):
            if made.get(name) != found.get(name):
                print(f"grafana/dashboards/{name}: is not as scripts/monitoring/dashboards.py makes it: run that and commit the result.")
        return int(made != found)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} dashboards, {sum(len(row[1]) for board in ALL for row in board['rows'])} panels")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
