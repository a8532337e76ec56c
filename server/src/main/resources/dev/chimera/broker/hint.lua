-- Adds hints of one tenant to a stream, each version at most once while it waits there, and never more than a bound.
-- KEYS: stream, hinted (a sorted set of the versions that wait, by the time they were added)
-- ARGV: bound, stale milliseconds, then per hint: version, number of fields, field, value, ...
-- Returns how many hints did not fit.
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local bound, stale = tonumber(ARGV[1]), tonumber(ARGV[2])
-- In an empty stream nothing waits, whatever the set says: somebody deleted the stream or what was in it.
if redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('DEL', KEYS[2])
else
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - stale)
end
local room = bound - redis.call('ZCARD', KEYS[2])
local refused = 0
local at = 3
while at <= #ARGV do
  local version, fields = ARGV[at], tonumber(ARGV[at + 1])
  local first = at + 2
  at = first + fields
  if room <= 0 then
    refused = refused + 1
  elseif redis.call('ZADD', KEYS[2], 'NX', now, version) == 1 then
    redis.call('XADD', KEYS[1], '*', unpack(ARGV, first, at - 1))
    room = room - 1
  end
end
redis.call('PEXPIRE', KEYS[2], stale * 2)
return refused
