-- Stands before the scripts that push stage messages: a message's text, put together from one template.
local MESSAGE = '^{"headers": {"plenum": "plenum%.msg/2 ([%w_.:-]+) ([%w_.:-]+) ([%w_.:-]+)", '
  .. '"traceparent": "[%x-]+", "pushed_ms": "([%d.]+)", '

-- The message for a slot, pushed at `stamp`; its send span is named after the slot (pipeline/messages.py).
local function stage_message(JOB, BATCH, STAGE, root, PUSHED)
  local span = redis.sha1hex(JOB .. '|' .. BATCH .. '|' .. STAGE):sub(1, 16)
  local PARENT = root:sub(1, 36) .. span .. root:sub(53, 55) -- without a tracestate, which the job's root has
  local ID = JOB .. '.' .. BATCH .. '.' .. STAGE
  local TAG = 'plenum-' .. ID .. '-' .. PUSHED
  return @TEMPLATE@
end
