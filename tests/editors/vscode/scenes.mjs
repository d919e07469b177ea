// What a person does and sees, one scene each, in order. A scene fails by throwing.

import assert from 'node:assert/strict';

export const scenes = {
  async sizes(vscode) {
    await vscode.open('pytorch-training/Dockerfile');
    await vscode.see('.editor-instance .view-line', /FROM\snvidia\/cuda.*GB/, 30_000);
    await vscode.see('.editor-instance .view-line', /^COPY\srequirements.txt\s\.\s?\d[\d.]*\s?k?B/);
    // The size of a RUN stands on its first or its last line; torch makes this one several GB.
    await vscode.see('.editor-instance .view-line', /^(RUN\sapt-get\supdate|\s+rm\s-rf\s\/var).*\d\s?GB/);
    await vscode.see('.part.statusbar', /GB/);
  },

  async hover(vscode) {
    await vscode.goTo(1, 10);
    await vscode.command('Show or Focus Hover');
    await vscode.see('.monaco-hover', /CUDA/);
    await vscode.page.waitForTimeout(500);
  },

  async completion(vscode) {
    await vscode.goTo(1, 1);
    await vscode.page.keyboard.press('End');
    await vscode.page.keyboard.press('Enter');
    await vscode.page.keyboard.type('FROM nvidia/cuda:12.', { delay: 30 });
    await vscode.see('.suggest-widget .monaco-list-row', /^12\.\d/);
    if (!(await vscode.page.locator('.suggest-details').isVisible())) {
      await vscode.page.keyboard.press('Control+Space');
    }
    await vscode.see('.suggest-details', /CUDA/);
    await vscode.page.waitForTimeout(1_500);
  },

  async findings(vscode) {
    await vscode.command('File: Revert File');
    await vscode.open('noisy-service/Dockerfile');
    await vscode.see('.squiggly-warning, .squiggly-error, .squiggly-info');
    await vscode.command('Problems: Focus on Problems View');
    await vscode.see('.markers-panel .monaco-list-row', /layerwise/i);
  },

  async merge(vscode) {
    await vscode.command('View: Hide Panel');
    await vscode.command('View: Focus Active Editor Group');
    await vscode.goTo(3);
    await vscode.page.keyboard.press('Control+.');
    const action = await vscode.see('.action-widget .monaco-list-row', /Merge/);
    await vscode.page.waitForTimeout(300);
    await vscode.picture('merge-menu');
    await action.click();
    await vscode.see('.editor-instance .view-line', /&&\s\\/);
    const runs = (await vscode.lines()).filter((line) => line.startsWith('RUN'));
    assert.equal(runs.length, 1, runs.join('\n'));
  },

  async format(vscode) {
    await vscode.command('File: Revert File');
    await vscode.open('two-stages/Dockerfile');
    await vscode.see('.editor-instance .view-line', /^COPY\s--from=build/);
    await vscode.command('Format Document');
    await vscode.see('.editor-instance .view-line', /^FROM\sdebian:12\sAS\sbuild/);
  },

  async rename(vscode) {
    await vscode.goTo(5, 14); // the formatter put an empty line before the second stage
    await vscode.page.keyboard.press('F2');
    const name = await vscode.see('.rename-box input');
    await name.fill('compile');
    await name.press('Enter');
    await vscode.see('.editor-instance .view-line', /^FROM\sdebian:12\sAS\scompile/);
    await vscode.see('.editor-instance .view-line', /^COPY\s--from=compile/);
  },

  async refresh(vscode) {
    await vscode.command('Layerwise: Refresh Facts');
    await vscode.see('.notifications-toasts', /offline/);
  },

  async report(vscode) {
    await vscode.command('Notifications: Clear All Notifications');
    await vscode.command('File: Revert File');
    await vscode.open('pytorch-training/Dockerfile');
    await vscode.command('Layerwise: Show Layer Sizes');
    const frame = vscode.page.frameLocator('iframe.webview').frameLocator('iframe');
    await frame.getByText(/GB/).first().waitFor({ timeout: 20_000 });
    await vscode.page.waitForTimeout(500);
  },

  async rule(vscode) {
    await vscode.command('View: Close All Editors');
    await vscode.command('Layerwise: Explain a Rule');
    await vscode.page.waitForSelector('.quick-input-list .monaco-list-row');
    await vscode.page.keyboard.type('consecutive-runs');
    await (await vscode.see('.quick-input-list .monaco-list-row', /^consecutive-runs/)).click();
    const frame = vscode.page.frameLocator('iframe.webview').frameLocator('iframe');
    await frame.getByRole('heading', { name: 'Why it matters' }).waitFor({ timeout: 15_000 });
  },
};
