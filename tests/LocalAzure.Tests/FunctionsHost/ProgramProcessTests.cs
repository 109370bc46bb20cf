using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LocalAzure.Tests.FunctionsHost;

/// <summary>LocalAzure as a program with a real worker: what only whole processes can show.</summary>
public sealed class ProgramProcessTests : IDisposable
{
    private readonly AppFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Faulty_settings_end_the_program_with_the_fault_told_in_one_line()
    {
        _folder.Settings("""{ "SAMPLE_FAULT": "setting X is missing", "SampleSchedule": "0 0 3 * * *" }""");
        using var program = Start(FreePorts.Base(), _folder);

        var text = await program.StandardOutput.ReadToEndAsync().WaitAsync(HostUnderTest.Patience);
        await program.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);

        Assert.NotEqual(0, program.ExitCode);
        Assert.Equal("error: setting X is missing", text.Split('\n')[0].Trim());
        Assert.DoesNotContain("LocalAzure is up", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D11_a_worker_outlives_a_LocalAzure_that_is_killed_and_the_next_one_on_the_folder_ends_it()
    {
        _folder.Settings("""{ "SampleSchedule": "0 0 3 * * *" }""");
        var ports = FreePorts.Base();
        using var first = Start(ports, _folder);
        await UntilReadyAsync(ports);
        var record = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Root, "data", "workers")));
        using var worker = Process.GetProcessById(int.Parse(Path.GetFileNameWithoutExtension(record), CultureInfo.InvariantCulture));

        first.Kill();
        await first.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);
        Assert.False(worker.HasExited);

        var again = FreePorts.Base();
        using var second = Start(again, _folder);
        await UntilReadyAsync(again);
        await worker.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);
        var ours = Assert.Single(Directory.GetFiles(Path.Combine(_folder.Root, "data", "workers")));
        Assert.NotEqual(record, ours);

        second.Kill();
        await second.WaitForExitAsync().WaitAsync(HostUnderTest.Patience);
        Process.GetProcessById(int.Parse(Path.GetFileNameWithoutExtension(ours), CultureInfo.InvariantCulture)).Kill();
    }

    private static Process Start(int ports, AppFolder folder)
    {
        var program = Path.Combine(SampleApp.OutputOf("LocalAzure"), "LocalAzure.dll");
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (
            var argument in new[]
            {
                program,
                "--port-base",
                ports.ToString(CultureInfo.InvariantCulture),
                "--settings",
                folder.SettingsFile,
                "--data",
                Path.Combine(folder.Root, "data"),
                "--app",
                SampleApp.Folder,
            }
        )
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
}
