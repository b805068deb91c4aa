-- Says on whose budget a request goes: the variables client_class (admin, service, shopper, nobody) and
-- client_key, for the limits in apisix.yaml.
--
-- Both are read from the bearer token without verifying it: that is the shop's work, which answers 401
-- to a forged one. So a budget is a caller's from one address, and a forged token uses up none but those
-- of the address it comes from. What it could win there, a fresh budget for each name, is bounded by the
-- limit on the address.
local core = require("apisix.core")
local base64 = require("ngx.base64")

local ngx = ngx
local type = type
local ipairs = ipairs

local NAME = "client-class"
local MAX_HEADER = 8192
local MAX_SUBJECT = 128
-- The strongest first: a token with several groups counts as that.
local CLASSES = {"admin", "service", "shopper"}
local NOBODY = "nobody"

local _M = {
    version = 0.1,
    priority = 50,
    name = NAME,
    schema = {type = "object", properties = {}},
}


function _M.check_schema(conf)
    return core.schema.check(_M.schema, conf)
end


local function claims_of(ctx)
    local header = core.request.header(ctx, "Authorization")
    if type(header) ~= "string" or #header > MAX_HEADER then
        return nil
    end
    local payload = header:match("^[Bb][Ee][Aa][Rr][Ee][Rr] +[%w_-]+%.([%w_-]+)%.[%w_-]+ *$")
    local text = payload and base64.decode_base64url(payload)
    local claims = text and core.json.decode(text)
    return type(claims) == "table" and claims or nil
end


local function class_of(claims)
    if not claims or type(claims.groups) ~= "table"
            or type(claims.sub) ~= "string" or claims.sub == "" then
        return NOBODY
    end
    local has = {}
    for _, group in ipairs(claims.groups) do
        has[group] = true
    end
    for _, class in ipairs(CLASSES) do
        if has[class] then
            return class
        end
    end
    return NOBODY
end


local function bounded(subject)
    return #subject > MAX_SUBJECT and ngx.md5(subject) or subject
end


-- Looked at once a request, whoever asks first.
local function look(ctx)
    local seen = ctx.saleproof_client
    if not seen then
        local claims = claims_of(ctx)
        local class = class_of(claims)
        local key = class .. ":"
        if class ~= NOBODY then
            -- No address has an @, so no subject can be chosen to make another caller's key.
            key = key .. bounded(claims.sub) .. "@"
        end
        seen = {class = class, key = key .. ctx.var.remote_addr}
        ctx.saleproof_client = seen
    end
    return seen
end


core.ctx.register_var("client_class", function(ctx)
    return look(ctx).class
end)

core.ctx.register_var("client_key", function(ctx)
    return look(ctx).key
end)


return _M
