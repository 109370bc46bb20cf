using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Functions.Tests;

/// <summary>The program as a process: it listens where it is told, and never ends with 0.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("app-").FullName;

    [Fact]
    public async Task It_listens_where_the_host_says_and_not_where_an_inherited_address_says()
    {
        WriteSettings();
        var (port, other) = (HandlerProcess.FreePort(), HandlerProcess.FreePort());
        using var handler = HandlerProcess.Start(
            _folder,
            Port(port),
            ("ASPNETCORE_URLS", $"http://127.0.0.1:{other}"),
            ("HTTP_PORTS", other.ToString(CultureInfo.InvariantCulture)));

        Assert.Equal(HttpStatusCode.OK, await handler.ReadyAsync(port));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(other));
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_with_1_and_says_so()
    {
        WriteSettings();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var handler = HandlerProcess.Start(_folder, Port(port));

        var (exitCode, errors) = await handler.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains(port.ToString(CultureInfo.InvariantCulture), errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_end_it_with_1_and_are_told_all_at_once_a_line_each()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "importer.json"), """{"Importer":{"Deletion":{"MaxShare":7},"Drift":{"Mode":"Perhaps"}}}""");
        using var handler = HandlerProcess.Start(_folder, Port(HandlerProcess.FreePort()));

        var (exitCode, errors) = await handler.EndAsync();

        Assert.Equal(1, exitCode);
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(
            ["Importer:ApiManagement:ServiceId", "Importer:Discovery:Scopes", "Importer:Deletion:MaxShare", "Importer:Drift:Mode", "Importer:Reports:Container"],
            path => Assert.Contains(lines, line => line.Contains(path, StringComparison.Ordinal)));
        Assert.True(lines.Length >= 5, errors);
    }

    [Fact]
    public async Task Thirty_faults_are_told_all_at_once_and_nobody_is_called()
    {
        using var azure = new TcpListener(IPAddress.Loopback, 0);
        azure.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)azure.LocalEndpoint).Port}";
        await File.WriteAllTextAsync(Path.Combine(_folder, "importer.json"), ManyFaults.Replace("$address", address, StringComparison.Ordinal));
        using var handler = HandlerProcess.Start(_folder, Port(HandlerProcess.FreePort()));

        var (exitCode, errors) = await handler.EndAsync();

        Assert.Equal(1, exitCode);
        var told = errors.Split('\n').Where(line => line.Contains("Importer:", StringComparison.Ordinal)).ToList();
        Assert.True(told.Count >= 30, $"{told.Count} faults:\n{errors}");
        Assert.All(told, line => Assert.Matches(@"Importer:[\w:-]+( = '.*')?: .+\.", line));
        Assert.False(azure.Pending(), "somebody was called in spite of the faults");
        Assert.Equal(["importer.json"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Without_a_port_it_ends_with_1_and_says_who_starts_it()
    {
        WriteSettings();
        using var handler = HandlerProcess.Start(_folder);

        var (exitCode, errors) = await handler.EndAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("FUNCTIONS_CUSTOMHANDLER_PORT is not set", errors, StringComparison.Ordinal);
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

    private static (string Name, string Value) Port(int port) => ("FUNCTIONS_CUSTOMHANDLER_PORT", port.ToString(CultureInfo.InvariantCulture));

    private static async Task GetAsync(int port)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/"));
    }

    private void WriteSettings()
    {
        var settings = new Dictionary<string, object>
        {
            ["Importer"] = new Dictionary<string, object>
            {
                ["ApiManagement"] = new Dictionary<string, string> { ["ServiceId"] = HandlerUnderTest.Group + "/providers/Microsoft.ApiManagement/service/contoso-apim" },
                ["Discovery"] = new Dictionary<string, string[]> { ["Scopes"] = [HandlerUnderTest.Subscription] },
                ["Reports"] = new Dictionary<string, string> { ["Container"] = Path.Combine(_folder, "reports") },
            },
        };
        File.WriteAllText(Path.Combine(_folder, "importer.json"), JsonSerializer.Serialize(settings));
    }
}
