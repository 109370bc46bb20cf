using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>LocalAzure as a program with the real handler: what only whole processes can show.</summary>
public sealed class ProgramProcessTests : IDisposable
{
    private readonly AppFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Faulty_settings_end_the_program_with_every_fault_told()
    {
        _folder.Settings("""{ "Importer__ApiManagement__ServiceId": "nonsense", "Importer__Defaults__Compatibility": "Sometimes" }""");
        using var program = Start(FreePorts.Base(), _folder);

        var text = await program.StandardOutput.ReadToEndAsync().WaitAsync(HostUnderTest.Patience);
        await program.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);

        Assert.NotEqual(0, program.ExitCode);
        Assert.Contains("ServiceId", text, StringComparison.Ordinal);
        Assert.Contains("Compatibility", text, StringComparison.Ordinal);
        Assert.DoesNotContain("LocalAzure is up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handler_dies_with_a_LocalAzure_that_is_killed()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // Children are read from /proc.
        }

        var ports = FreePorts.Base();
        using var program = Start(ports, _folder);
        await UntilReadyAsync(ports);
        var handlers = ChildrenOf(program.Id).Where(child => NameOf(child).StartsWith("foundry", StringComparison.Ordinal)).ToList();

        program.Kill();
        await program.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);

        var handler = Assert.Single(handlers);
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (NameOf(handler).StartsWith("foundry", StringComparison.Ordinal))
        {
            Assert.False(late.IsCancellationRequested, "the handler outlived LocalAzure");
            await Task.Yield();
        }
    }

    private static Process Start(int ports, AppFolder folder)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var program = Path.GetFullPath(Path.Combine(own, "..", "..", "LocalAzure", Path.GetFileName(own), "LocalAzure.dll"));
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[]
        {
            program, "--port-base", ports.ToString(CultureInfo.InvariantCulture), "--settings", folder.SettingsFile, "--data", Path.Combine(folder.Root, "data"),
        })
        {
            info.ArgumentList.Add(argument);
        }

        return Process.Start(info)!;
    }

    private static async Task UntilReadyAsync(int ports)
    {
        using var client = new HttpClient();
        using var late = new CancellationTokenSource(HostUnderTest.Patience);
        while (await StatusAsync(client, new Uri($"http://127.0.0.1:{ports + 10}/_local/ready")) != HttpStatusCode.OK)
        {
            Assert.False(late.IsCancellationRequested, "LocalAzure never got ready");
        }
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static IEnumerable<int> ChildrenOf(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    // Empty once it is gone, or is only waited for.
    private static string NameOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')];
            return stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z') ? "" : name;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
