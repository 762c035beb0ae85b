import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '0.49.2';
const packageName = 'azure.bicep.commandline.linux-x64';
const restoreTimeoutMs = 300_000;

/** A project that restores the package and builds nothing. */
const project = `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="Azure.Bicep.CommandLine.linux-x64" Version="[${version}]" /></ItemGroup>
</Project>
`;

/** The Bicep CLI: the one on the PATH, else the NuGet package, restored once into a cache folder. */
export async function findBicep(): Promise<string> {
  if (await runs('bicep')) return 'bicep';
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'onscore', 'bicep');
  const tool = path.join(cache, 'packages', packageName, version, 'tools', 'bicep');
  if (!(await exists(tool))) await restore(cache);
  await run('chmod', ['+x', tool]);
  return tool;
}

async function restore(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const file = path.join(cache, 'bicep.csproj');
  await writeFile(file, project);
  const packages = path.join(cache, 'packages');
  try {
    await run('dotnet', ['restore', file, '--packages', packages], { timeout: restoreTimeoutMs });
  } catch (cause) {
    throw new Error(
      `Cannot restore the Bicep CLI ${version}: bicep is not on the PATH, and dotnet could not fetch it from NuGet`,
      { cause },
    );
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const runs = (command: string): Promise<boolean> =>
  run(command, ['--version']).then(
    () => true,
    () => false,
  );
