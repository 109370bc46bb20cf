using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Driving;

/// <summary>The published ARM types as judge of management calls, where they and Node are at hand.</summary>
internal static class PublishedTypes
{
    private const int AtOnce = 1000;

    // The validator's own command line ends with process.exit, which cuts off what is still on its way through a pipe.
    private const string Program = """
        import fs from 'node:fs';
        import { pathToFileURL } from 'node:url';
        const [calls, validator] = process.argv.slice(1);
        const { validateCall } = await import(pathToFileURL(validator).href);
        for (const line of fs.readFileSync(calls, 'utf8').split('\n').filter(line => line.trim()))
          console.log(JSON.stringify(validateCall(JSON.parse(line), { strict: true })));
        """;

    /// <summary>Fails with every call that breaks the published types; says in words what was and was not checked.</summary>
    public static async Task<string> JudgeAsync(IReadOnlyList<Call> calls)
    {
        // A fault that was asked for is no answer of the service, and neither is one that was never sent.
        List<Call> judged =
        [
            .. calls.Where(call =>
                call.Path.Contains("/providers/", StringComparison.Ordinal)
                && call.Status is not null
                && call.Json["fault"] is null
                && !IsUnknown(call)
            ),
        ];
        if (FindValidator() is not { } validator)
        {
            return $"Not checked: {judged.Count} management calls; the published ARM types are not beside the repository.";
        }

        var said = "";
        foreach (var some in judged.Chunk(AtOnce))
        {
            if (await RunAsync(validator, some) is not { } answer)
            {
                return $"Not checked: {judged.Count} management calls; there is no node to run the check with.";
            }

            said += answer;
        }

        var verdicts = said.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] == '{')
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        Assert.Equal(judged.Count, verdicts.Count);
        var faults = verdicts.SelectMany(Faults).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        return $"Checked against the published ARM types: {judged.Count} management calls with their answers.";
    }

    // The types at hand hold neither tags nor these actions; only tests call them.
    private static bool IsUnknown(Call call) =>
        call.Path.Contains("/providers/Microsoft.Resources/", StringComparison.OrdinalIgnoreCase)
        || call.Path.Contains("/pause?", StringComparison.Ordinal)
        || call.Path.Contains("/resume?", StringComparison.Ordinal);

    private static IEnumerable<string> Faults(JsonNode verdict) =>
        verdict["errors"]!
            .AsArray()
            .Where(error => !IsUndocumented(error!.ToString()))
            .Select(error => $"{verdict["method"]} {verdict["path"]}: {error}");

    // SubscriptionKeyAsBearer is said to be undocumented wherever it is named.
    private static bool IsUndocumented(string error) =>
        error.Contains("subscriptionKeyParameterNames", StringComparison.Ordinal) && error.Contains("bearer", StringComparison.Ordinal);

    /// <summary>Its output, one verdict a line; null without Node.</summary>
    private static async Task<string?> RunAsync(string validator, IEnumerable<Call> calls)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, calls.Select(call => call.Json.ToJsonString()));
        try
        {
            using var node = Process.Start(
                new ProcessStartInfo("node", ["--input-type=module", "--eval", Program, file, validator]) { RedirectStandardOutput = true }
            )!;
            var said = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return said;
        }
        catch (Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? FindValidator()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var file = Path.Combine(at.FullName, "shared", "specs", "validator", "validate.mjs");
            if (File.Exists(file))
            {
                return file;
            }
        }

        return null;
    }
}
