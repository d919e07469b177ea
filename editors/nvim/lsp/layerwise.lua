---@brief
---
--- https://github.com/layerwise/layerwise
---
--- Layerwise, a language server for Dockerfiles that knows machine learning: image tags, layer
--- sizes before the build, checks of CUDA, PyTorch and their like, safe merging of RUN.
---
--- Enable it with `vim.lsp.enable('layerwise')`. Settings have the names of `layerwise.toml`:
---
--- ```lua
--- vim.lsp.config('layerwise', {
---   settings = { layerwise = { offline = true, rules = { ['latest-tag'] = 'off' } } },
--- })
--- ```

---Applies every fix that leaves the result of the build as it is.
local function fix_all()
  vim.lsp.buf.code_action({
    context = { only = { 'source.fixAll.layerwise' }, diagnostics = {} },
    apply = true,
  })
end

---Opens what `layerwise ARGS` prints in a scratch window.
---@param args string[]
---@param filetype string
local function show(args, filetype)
  local command = vim.list_extend({ vim.lsp.config.layerwise.cmd[1] }, args)
  local result = vim.system(command, { text = true }):wait(30000)
  if result.code ~= 0 then
    vim.notify(vim.trim(result.stderr or ''), vim.log.levels.ERROR)
    return
  end
  vim.cmd.new()
  vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(result.stdout), '\n'))
  for option, value in pairs({ buftype = 'nofile', bufhidden = 'wipe', modifiable = false, filetype = filetype }) do
    vim.bo[option] = value
  end
end

---@type vim.lsp.Config
return {
  cmd = { 'layerwise', 'lsp' },
  filetypes = { 'dockerfile' },
  root_markers = {
    'layerwise.toml',
    { 'compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-bake.hcl' },
    '.git',
    { 'Dockerfile', 'Containerfile' },
  },
  settings = { layerwise = {} },
  on_attach = function(client, bufnr)
    local command = function(name, action, options)
      vim.api.nvim_buf_create_user_command(bufnr, name, action, options)
    end
    command('LayerwiseFixAll', fix_all, { desc = 'Apply all safe fixes' })
    command('LayerwiseSizes', function()
      show({ 'size', vim.api.nvim_buf_get_name(bufnr) }, 'text')
    end, { desc = 'Show the size of each layer of the saved file' })
    command('LayerwiseRefresh', function()
      client:exec_cmd({ title = 'Refresh facts', command = 'layerwise.facts.refresh' }, { bufnr = bufnr })
    end, { desc = 'Ask registries and package indexes again' })
    command('LayerwiseExplain', function(call)
      show({ 'explain', call.args }, 'markdown')
    end, { nargs = 1, desc = 'Show the page of a rule' })
  end,
}
