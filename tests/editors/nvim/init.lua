-- What docs say to put into init.lua, and a screen that is easy to read.
local repo = assert(vim.env.LAYERWISE_REPO)
vim.opt.runtimepath:prepend(repo .. '/editors/nvim')
if vim.env.PARSERS then -- an unpacked Neovim has its own parsers elsewhere
  vim.opt.runtimepath:append(vim.env.PARSERS)
end
vim.opt.swapfile = false
vim.opt.signcolumn = 'no'
vim.opt.more = false
vim.opt.completeopt = { 'menuone', 'noinsert', 'popup' }

vim.lsp.config('layerwise', {
  cmd = { assert(vim.env.LAYERWISE), 'lsp' },
  settings = { layerwise = { offline = true } },
})
vim.lsp.enable('layerwise')
vim.lsp.inlay_hint.enable()
vim.diagnostic.config({ virtual_text = true })

vim.opt.runtimepath:prepend(assert(vim.env.GRAMMAR))
vim.api.nvim_create_autocmd('FileType', {
  pattern = 'dockerfile',
  callback = function()
    vim.treesitter.start()
  end,
})
