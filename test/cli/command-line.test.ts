import { describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { onscore } from './support/onscore.ts';

const main = path.resolve('src/cli/main.ts');
const churn = 'models/churn/1/model.onnx';

describe('runCommandLine()', () => {
  test('tells all commands and their options when help is asked for', async () => {
    const { code, out, err } = await onscore(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toEqual(
      expect.arrayContaining([
        'onscore model check <file.onnx>',
        'onscore model add <file.onnx> --name <name>',
        '    --key <column>                the column that identifies a record',
      ]),
    );
  });

  test('tells one command when its help is asked for', async () => {
    expect(await onscore(['model', 'check', '-h'])).toEqual({
      code: 0,
      out: [
        'onscore model check <file.onnx>',
        '  Says whether an ONNX file can be scored with, and what to do where it cannot',
      ],
      err: [],
    });
  });

  test('tells all commands and fails when nothing is asked for', async () => {
    const { code, out } = await onscore([]);
    expect(code).toBe(2);
    expect(out[0]).toBe('Scores ONNX models on Azure Functions, and on this machine.');
  });

  const check = 'expected onscore model check <file.onnx>';
  const add = 'expected onscore model add <file.onnx> --name <name>';
  test.each([
    {
      args: ['model', 'chek', 'x.onnx'],
      message:
        'Cannot run "model chek": there is "model check", "model add", "model profile", "verify", "advise", "simulate"; onscore --help tells more',
    },
    { args: ['model', 'check'], message: `Cannot read the arguments: no file is given, ${check}` },
    {
      args: ['model', 'check', 'a.onnx', 'b.onnx'],
      message: `Cannot read the arguments: "b.onnx" is one too many, ${check}`,
    },
    {
      args: ['model', 'check', '--loud', 'a.onnx'],
      message: `Cannot read the arguments: unknown option '--loud', ${check}`,
    },
    { args: ['model', 'add', 'a.onnx'], message: 'Cannot add a model: --name is not given' },
    {
      args: ['model', 'add', 'a.onnx', '--name'],
      message: `Cannot read the arguments: option '--name <value>' argument missing, ${add}`,
    },
    {
      args: ['model', 'add', 'a.onnx', '--name', '../Churn'],
      message:
        'Cannot add a model: --name is "../Churn", expected lower-case letters, digits, ".", "_" and "-", no dot last',
    },
    {
      args: ['model', 'add', 'a.onnx', '--name', 'churn', '--version', '../1'],
      message:
        'Cannot add a model: --version is "../1", expected letters, digits, ".", "_" and "-", no dot last',
    },
    {
      args: ['model', 'add', 'a.onnx', '--name', 'churn', '--record', '{'],
      message: 'Cannot read --record: "{" is not JSON',
    },
    {
      args: ['model', 'add', 'a.onnx', '--name', 'churn', '--record', '[]'],
      message: 'Cannot read --record: "[]" is not a JSON object',
    },
  ])('fails with 2 when $args is typed', async ({ args, message }) => {
    expect(await onscore(args)).toEqual({ code: 2, out: [], err: [message] });
  });

  test.each([
    { file: 'none.onnx', message: 'Cannot read "none.onnx": there is no such file' },
    { file: 'models', message: 'Cannot read "models": it is a folder' },
    {
      file: 'package.json',
      message:
        'Cannot read the ONNX file: it is not an ONNX file: field 15 at byte 0 is of wire type 3, which ONNX has not',
    },
  ])('fails with 1 when the model is $file', async ({ file, message }) => {
    expect(await onscore(['model', 'check', file])).toEqual({ code: 1, out: [], err: [message] });
    expect(await onscore(['model', 'add', file, '--name', 'x'])).toEqual({
      code: 1,
      out: [],
      err: [message],
    });
  });

  test('answers a process of its own', async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [main, 'model', 'check', churn]);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('The model fits');
    await expect(run(process.execPath, [main, 'model', 'check'])).rejects.toMatchObject({
      code: 2,
      stderr: `Cannot read the arguments: no file is given, ${check}\n`,
    });
  });
});
