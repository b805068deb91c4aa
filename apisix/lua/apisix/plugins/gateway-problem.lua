-- Turns the gateway's own refusals and failures into the problems (RFC 9457) that the shop answers with,
-- from the same catalogue of codes. Answers of the shop are left as they are. What nginx refuses before
-- it knows the address never comes here: a request it can't parse, an address or headers that are too
-- long, a method like TRACE.
--
-- Refuses an address with a "#" itself: nginx ends the path there and finds the way in by what stands
-- before, while the instance is sent all of it ("/docs#/../q/metrics").
local core = require("apisix.core")

local ngx = ngx
local tonumber = tonumber
local math_ceil = math.ceil
local math_max = math.max

local NAME = "gateway-problem"
local RETRY_AFTER_SECONDS = 1

local _M = {
    version = 0.1,
    -- Sees what all others have made of the answer: header filters run from high to low.
    priority = 40,
    name = NAME,
    schema = {type = "object", properties = {}},
}

local INVALID = {
    status = 400, code = "invalid-request", title = "The request has invalid fields",
    detail = "The gateway can't make sense of the request",
}
local INTERNAL = {
    status = 500, code = "internal-error", title = "The service made a mistake",
    detail = "The gateway failed",
}
local NO_INSTANCE = {
    status = 503, code = "overloaded", title = "The service is at its limit", retryable = true,
    detail = "No instance of the shop answered",
}
local UNKNOWN = {
    status = 503, code = "outcome-unknown", title = "It is not known whether the write took place",
    retryable = true, detail = "The instance that had the request did not answer",
}

local BY_STATUS = {
    [404] = {
        status = 404, code = "not-found", title = "No such resource", detail = "Nothing is at this address",
    },
    [413] = {
        status = 413, code = "body-too-large", title = "The body is larger than allowed",
        detail = "A body may have 1048576 bytes, imports aside",
    },
    [429] = {
        status = 429, code = "too-many-requests", title = "Too many requests", retryable = true,
        detail = "The budget of requests is used up for the moment",
    },
}

-- Of these the client has gone or is told nothing.
local SILENT = {[444] = true, [499] = true}
local READS = {GET = true, HEAD = true, OPTIONS = true}


function _M.check_schema(conf)
    return core.schema.check(_M.schema, conf)
end


-- As it was sent: APISIX keeps it there, and writes what nginx has made of it over request_uri.
local function target_of(ctx)
    return ctx.var.real_request_uri or ctx.var.request_uri
end


function _M.rewrite(conf, ctx)
    if target_of(ctx):find("#", 1, true) then
        return INVALID.status
    end
end


-- Whether what goes to the client is what an instance said: the last try got as far as headers.
local function is_the_shops(ctx)
    local times = ctx.var.upstream_header_time
    return times ~= nil and times:match("[%d.]+$") ~= nil
end


local function problem_of(status, ctx)
    if status < 500 then
        return BY_STATUS[status] or INVALID
    elseif status == 500 or status == 501 then
        return INTERNAL
    elseif ctx.proxy_passed and not READS[ctx.var.request_method] then
        -- It was on its way, so it may have been done.
        return UNKNOWN
    end
    return NO_INSTANCE
end


local function retry_after(problem)
    if problem.status ~= 429 then
        return RETRY_AFTER_SECONDS
    end
    local reset = tonumber(ngx.header["RateLimit-Reset"]) or RETRY_AFTER_SECONDS
    return math_max(RETRY_AFTER_SECONDS, math_ceil(reset))
end


function _M.header_filter(conf, ctx)
    local status = ngx.status
    if status < 400 or SILENT[status] or is_the_shops(ctx) then
        return
    end

    local problem = problem_of(status, ctx)
    local body = {
        type = "urn:saleproof:problem:" .. problem.code,
        title = problem.title,
        status = problem.status,
        detail = problem.detail,
        instance = ctx.var.uri,
        code = problem.code,
        requestId = ngx.header["X-Request-Id"] or core.request.header(ctx, "X-Request-Id"),
        retryable = problem.retryable or false,
    }
    ngx.status = problem.status
    core.response.clear_header_as_body_modified()
    core.response.set_header("Content-Type", "application/problem+json")
    core.response.set_header("Cache-Control", "no-store")
    if problem.retryable then
        body.retryAfter = retry_after(problem)
        core.response.set_header("Retry-After", body.retryAfter)
    end
    ctx.gateway_problem = core.json.encode(body)
end


function _M.body_filter(conf, ctx)
    if ctx.gateway_problem then
        ngx.arg[1] = ctx.gateway_problem
        ngx.arg[2] = true
    end
end


return _M
