-- Tests of the gateway's own plugins, with what they use of APISIX stood in for. Run by
-- scripts/check-files.sh: luajit apisix/tests/plugins.test.lua FOLDER_OF_PLUGINS
local folder = arg[1]
local passed, failed = 0, 0
local registered

-- What the plugins use of OpenResty and APISIX.
_G.ngx = {
    header = {}, arg = {},
    md5 = function(text) return "md5-of-" .. #text end,
}
package.loaded["ngx.base64"] = {
    decode_base64url = function(text)
        local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        local bits, out = 0, {}
        local held = 0
        for i = 1, #text do
            local at = alphabet:find(text:sub(i, i), 1, true)
            if not at then return nil end
            held, bits = held * 64 + at - 1, bits + 6
            if bits >= 8 then
                bits = bits - 8
                out[#out + 1] = string.char(math.floor(held / 2 ^ bits))
                held = held % 2 ^ bits
            end
        end
        return table.concat(out)
    end,
}

-- As much JSON as the claims of the tests need: decoding is a table of what was encoded.
local known = {}
local function base64url(text)
    local alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    local out = {}
    for i = 1, #text, 3 do
        local a, b, c = text:byte(i, i + 2)
        local n = a * 65536 + (b or 0) * 256 + (c or 0)
        for j = 0, (c and 3 or b and 2 or 1) do
            local at = math.floor(n / 2 ^ (18 - 6 * j)) % 64
            out[#out + 1] = alphabet:sub(at + 1, at + 1)
        end
    end
    return table.concat(out)
end

registered = {}
package.loaded["apisix.core"] = {
    ctx = {register_var = function(name, getter) registered[name] = getter end},
    schema = {check = function() return true end},
    request = {header = function(ctx, name) return ctx.headers[name] end},
    response = {
        set_header = function(name, value) ngx.header[name] = value end,
        clear_header_as_body_modified = function() ngx.header["ETag"] = nil end,
    },
    json = {
        decode = function(text) return known[text] end,
        encode = function(value) return value end,
    },
}

local function load(name)
    return assert(loadfile(folder .. "/" .. name .. ".lua"))()
end

local function test(name, body)
    local ok, problem = pcall(body)
    if ok then
        passed = passed + 1
        print("ok      " .. name)
    else
        failed = failed + 1
        print("FAILED  " .. name .. ": " .. tostring(problem))
    end
end

local function equal(actual, expected)
    if actual ~= expected then
        error("expected " .. tostring(expected) .. ", was " .. tostring(actual), 2)
    end
end

-- --- client-class -------------------------------------------------------------------------------

load("client-class")

local function request(authorization, address)
    return {headers = {Authorization = authorization}, var = {remote_addr = address or "10.0.0.7"}}
end

local function bearing(claims, address)
    local text = "claims " .. tostring(claims)
    known[text] = claims
    return request("Bearer eyJhbGciOiJFUzI1NiJ9." .. base64url(text) .. ".c2ln_bmF0-dXJl", address)
end

local function seen(ctx)
    return registered.client_class(ctx), registered.client_key(ctx)
end

test("countsWhoeverHasNoTokenByAddress", function()
    local class, key = seen(request(nil))
    equal(class, "nobody")
    equal(key, "nobody:10.0.0.7")
end)

test("countsAShopperByCustomerAndAddress", function()
    local class, key = seen(bearing({sub = "ada", groups = {"shopper"}}))
    equal(class, "shopper")
    equal(key, "shopper:ada@10.0.0.7")
end)

test("letsAForgerUseUpNoBudgetOfAnotherAddress", function()
    for _, group in ipairs({"shopper", "service", "admin"}) do
        local _, own = seen(bearing({sub = "ada", groups = {group}}, "10.0.0.7"))
        local _, forged = seen(bearing({sub = "ada", groups = {group}}, "10.0.0.8"))
        if own == forged then error("one budget for two addresses: " .. own) end
    end
end)

test("letsNoSubjectMakeAnotherCallersKey", function()
    local _, own = seen(bearing({sub = "x", groups = {"admin"}}, "1:2::3"))
    local _, forged = seen(bearing({sub = "x@1", groups = {"admin"}}, "2::3"))
    if own == forged then error("one key for two callers: " .. own) end
    _, forged = seen(bearing({sub = "x:1", groups = {"admin"}}, "2::3"))
    if own == forged then error("one key for two callers: " .. own) end
end)

test("countsATokenOfSeveralGroupsAsTheStrongest", function()
    equal((seen(bearing({sub = "x", groups = {"shopper", "service"}}))), "service")
    equal((seen(bearing({sub = "x", groups = {"service", "admin", "shopper"}}))), "admin")
end)

test("takesWhatIsNoTokenForNobody", function()
    for _, text in ipairs({"Basic YTpi", "Bearer", "Bearer a.b", "Bearer a.!!.c", "Bearer a.b.c.d",
                           "Bearer " .. ("a"):rep(9000)}) do
        local class, key = seen(request(text))
        equal(class, "nobody")
        equal(key, "nobody:10.0.0.7")
    end
end)

test("takesClaimsOfAnotherShapeForNobody", function()
    equal((seen(bearing({sub = "x", groups = "admin"}))), "nobody")
    equal((seen(bearing({groups = {"admin"}}))), "nobody")
    equal((seen(bearing({sub = 7, groups = {"admin"}}))), "nobody")
    equal((seen(bearing({sub = "x", groups = {"king"}}))), "nobody")
end)

test("boundsTheLengthOfAKey", function()
    local _, key = seen(bearing({sub = ("x"):rep(5000), groups = {"service"}}))
    equal(key, "service:md5-of-5000@10.0.0.7")
end)

-- --- gateway-problem ----------------------------------------------------------------------------

local problems = load("gateway-problem")

-- answer STATUS, what the request was, what was heard of the upstream: the body that leaves.
local function answer(code, request_method, header_time, proxied, answer_headers)
    ngx.status, ngx.header, ngx.arg = code, answer_headers or {}, {"what nginx says", false}
    local ctx = {
        headers = {["X-Request-Id"] = "r-1"},
        proxy_passed = proxied,
        var = {uri = "/v1/orders", request_method = request_method, upstream_header_time = header_time},
    }
    problems.header_filter({}, ctx)
    problems.body_filter({}, ctx)
    return ngx.arg[1]
end

test("leavesTheShopsAnswersAsTheyAre", function()
    equal(answer(404, "GET", "0.004", true), "what nginx says")
    equal(answer(503, "POST", "-, 0.020", true), "what nginx says")
    equal(answer(503, "POST", "- : 0.020", true), "what nginx says")
    equal(answer(200, "GET", "0.004", true), "what nginx says")
    equal(ngx.status, 200)
end)

test("saysThatNothingIsAtAnUnknownAddress", function()
    local body = answer(404, "GET", nil, false)
    equal(body.code, "not-found")
    equal(body.type, "urn:saleproof:problem:not-found")
    equal(body.status, 404)
    equal(body.requestId, "r-1")
    equal(body.retryable, false)
    equal(ngx.header["Content-Type"], "application/problem+json")
    equal(ngx.header["Retry-After"], nil)
    equal(ngx.arg[2], true)
end)

test("saysWhenTheBudgetIsThereAgain", function()
    local body = answer(429, "GET", nil, false, {["RateLimit-Reset"] = "6.2"})
    equal(body.code, "too-many-requests")
    equal(body.retryAfter, 7)
    equal(ngx.header["Retry-After"], 7)
end)

test("neverInventsTheOutcomeOfAWrite", function()
    for _, code in ipairs({502, 504}) do
        local body = answer(code, "POST", "-", true)
        equal(body.code, "outcome-unknown")
        equal(body.status, 503)
        equal(ngx.status, 503)
        equal(body.retryable, true)
    end
end)

test("saysThatAReadMayBeTriedAgain", function()
    local body = answer(504, "GET", "-, -", true)
    equal(body.code, "overloaded")
    equal(ngx.status, 503)
    equal(body.retryAfter, 1)
end)

test("saysThatAWriteWithoutInstancesWasNotDone", function()
    local body = answer(503, "POST", nil, false)
    equal(body.code, "overloaded")
end)

test("callsABodyThatIsTooLargeSo", function()
    equal(answer(413, "POST", nil, false).code, "body-too-large")
    equal(ngx.status, 413)
end)

-- asked TARGET: what the plugin ends a request with that nginx has routed by what stands before "#".
local function asked(target, real)
    return problems.rewrite({}, {var = {uri = "/docs", request_uri = target, real_request_uri = real}})
end

test("refusesAnAddressThatNginxReadsOnlyInPart", function()
    for _, target in ipairs({"/docs#/../q/metrics", "/#/../console", "/v1/#", "/docs?#/../q/metrics",
                             "http://shop.example/docs#/../q/metrics", "/v1/a?b=c#d"}) do
        equal(asked("/docs", target), 400)
        equal(asked(target, nil), 400)
    end
end)

test("letsEveryOtherAddressPass", function()
    for _, target in ipairs({"/", "/docs", "/v1/products?q=%23", "/v1/a%23b", "*"}) do
        equal(asked("/docs", target), nil)
    end
end)

test("saysThatSuchAnAddressIsInvalid", function()
    local body = answer(400, "GET", nil, false)
    equal(body.code, "invalid-request")
    equal(body.status, 400)
    equal(body.retryable, false)
    equal(ngx.header["Content-Type"], "application/problem+json")
end)

test("saysNothingToAClientThatHasGone", function()
    equal(answer(499, "GET", "-", true), "what nginx says")
end)

print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and 0 or 1)
