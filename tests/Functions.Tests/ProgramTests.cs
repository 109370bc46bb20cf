using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Functions.Tests;

/// <summary>The program as a process: what it says, and how it ends, when it cannot start or its host is gone.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("app-").FullName;

    [Fact]
    public async Task Wrong_settings_end_it_with_1_and_are_told_all_at_once_a_line_each()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "importer.json"),
            """{"Importer":{"Deletion":{"MaxShare":7},"Drift":{"Mode":"Perhaps"}}}"""
        );
        using var app = WorkerProcess.Start(_folder);

        var (exitCode, errors) = await app.EndAsync();

        Assert.Equal(1, exitCode);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            [
                "Importer:ApiManagement:ServiceId",
                "Importer:Discovery:Scopes",
                "Importer:Deletion:MaxShare",
                "Importer:Drift:Mode",
                "Importer:Reports:Container",
            ],
            path => Assert.Contains(lines, line => line.Contains(path, StringComparison.Ordinal))
        );
        Assert.True(lines.Length >= 5, errors);
    }

    [Fact]
    public async Task Thirty_faults_are_told_all_at_once_and_nobody_is_called()
    {
        using var azure = new TcpListener(IPAddress.Loopback, 0);
        azure.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)azure.LocalEndpoint).Port}";
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "importer.json"),
            ManyFaults.Replace("$address", address, StringComparison.Ordinal)
        );
        using var app = WorkerProcess.Start(_folder);

        var (exitCode, errors) = await app.EndAsync();

        Assert.Equal(1, exitCode);
        var told = errors.Split('\n').Where(line => line.Contains("Importer:", StringComparison.Ordinal)).ToList();
        Assert.True(told.Count >= 30, $"{told.Count} faults:\n{errors}");
        Assert.All(told, line => Assert.Matches(@"Importer:[\w:-]+( = '.*')?: .+\.", line));
        Assert.False(azure.Pending(), "somebody was called in spite of the faults");
        Assert.Equal(["importer.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Schedules_and_storage_that_the_host_would_pass_over_are_told_with_the_rest()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "importer.json"), """{"Importer":{"Drift":{"Mode":"Perhaps"}}}""");
        using var app = WorkerProcess.Start(
            _folder,
            ("DriftSchedule", "every hour"),
            ("HealthReportSchedule", ""),
            ("AzureWebJobsStorage", "")
        );

        var (exitCode, errors) = await app.EndAsync();

        Assert.Equal(1, exitCode);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.StartsWith("error: setting ", line, StringComparison.Ordinal));
        Assert.All(
            [
                "DriftSchedule = 'every hour': is no schedule",
                "HealthReportSchedule: is missing",
                "AzureWebJobsStorage: is missing",
                "Importer:Drift:Mode",
            ],
            told => Assert.Single(lines, line => line.Contains(told, StringComparison.Ordinal))
        );
        Assert.DoesNotContain("TestCallsSchedule", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_whose_host_is_gone_ends_by_itself()
    {
        WriteSettings();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var host = (IPEndPoint)listener.LocalEndpoint;
        listener.Stop();
        using var app = WorkerProcess.Start(
            _folder,
            ("Functions__Worker__HostEndpoint", $"http://{host}/"),
            ("Functions__Worker__WorkerId", "w"),
            ("Functions__Worker__RequestId", "r"),
            ("Functions__Worker__GrpcMaxMessageLength", "2147483647")
        );

        Assert.NotEqual(0, (await app.EndAsync()).ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Good where it would be called and written, so that only the faults keep it from that.
    private const string ManyFaults = """
        { "Importer": {
          "ApiManagement": { "ServiceId": "contoso-apim" },
          "Arm": { "Endpoint": "$address", "Audience": "management" },
          "Discovery": { "Scopes": [ "/subscriptions/contoso" ], "OptOutTag": "off" },
          "Reports": { "Container": "$address/reports" },
          "Defaults": {
            "BasePath": "{acount}", "Compatibility": "Sometimes", "Source": "Catalog", "SubscriptionRequired": "perhaps", "Access": "Enshure", "Prodcuts": [ "a" ],
            "Authentication": { "Mode": "ApiKey", "ClientId": "mine" },
            "Policies": {
              "TokenLimit": { "TokensPerMinute": -1, "TokenQuotaPeriod": "Fortnightly" },
              "SemanticCache": { "ScoreThreshold": 7, "DurationSeconds": 0 },
              "ContentSafety": { "Categories": { "Hate": 9 }, "OutputType": "Three" },
              "RateLimit": { "Calls": 0, "RenewalPeriodSeconds": 900 },
              "Retry": { "Count": 99, "IntervalSeconds": 0 },
              "Timeout": "an hour"
            }
          },
          "Rules": [ {}, { "Match": { "Tag": "x" }, "Import": "no" } ],
          "Deletion": { "Mode": "Remove", "MaxShare": 7, "MinCount": 0 },
          "Drift": { "Mode": "Perhaps" },
          "Health": { "TokensPerDay": -1, "Concurrency": 0, "Timeout": "30s" },
          "Notify": { "Webhooks": [ { "Url": "ftp://x", "Format": "card" } ] }
        } }
        """;

    private void WriteSettings()
    {
        var settings = new Dictionary<string, object>
        {
            ["Importer"] = new Dictionary<string, object>
            {
                ["ApiManagement"] = new Dictionary<string, string>
                {
                    ["ServiceId"] = AppUnderTest.Group + "/providers/Microsoft.ApiManagement/service/contoso-apim",
                },
                ["Discovery"] = new Dictionary<string, string[]> { ["Scopes"] = [AppUnderTest.Subscription] },
                ["Reports"] = new Dictionary<string, string> { ["Container"] = Path.Combine(_folder, "reports") },
            },
        };
        File.WriteAllText(Path.Combine(_folder, "importer.json"), JsonSerializer.Serialize(settings));
    }
}
