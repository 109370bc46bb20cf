using System.Text.Json.Nodes;

namespace Functions.Tests;

/// <summary>What the build puts beside the app for the Functions host; publishing copies the same files.</summary>
public sealed class OutputTests
{
    // PUBLISHED_APP lets eng/publish-check.sh ask the same of the published folder.
    private static readonly string Folder = Environment.GetEnvironmentVariable("PUBLISHED_APP") is { Length: > 0 } published
        ? published
        : AppContext.BaseDirectory;

    public static TheoryData<string, string, string, string?> Functions =>
        new()
        {
            { "DeploymentChanged", "eventGridTrigger", "One", null },
            { "BreakerChanged", "eventGridTrigger", "One", null },
            { "ImportDeployments", "queueTrigger", "import-requests", null },
            { "Reimport", "httpTrigger", "import", "post" },
            { "Plan", "httpTrigger", "plan", "get" },
            { "Runs", "httpTrigger", "runs/{id?}", "get" },
            { "Report", "httpTrigger", "report", "get" },
            { "ReportData", "httpTrigger", "report.json", "get" },
            { "SignedInReport", "httpTrigger", "signed-in/report", "get" },
            { "TestCalls", "timerTrigger", "%TestCallsSchedule%", null },
            { "CheckDrift", "timerTrigger", "%DriftSchedule%", null },
            { "HealthReport", "timerTrigger", "%HealthReportSchedule%", null },
        };

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_is_listed_with_its_bindings(string name, string type, string what, string? method)
    {
        var function = Assert.Single(Read("functions.metadata").AsArray(), function => (string?)function!["name"] == name)!;
        var trigger = Assert.Single(
            function["bindings"]!.AsArray(),
            binding => ((string)binding!["type"]!).EndsWith("Trigger", StringComparison.Ordinal)
        )!;

        Assert.Equal("dotnet-isolated", (string?)function["language"]);
        Assert.Equal(type, (string?)trigger["type"]);
        Assert.Equal(what, (string?)(trigger["cardinality"] ?? trigger["queueName"] ?? trigger["route"] ?? trigger["schedule"]));
        if (method is not null)
        {
            Assert.Equal([method], trigger["methods"]!.AsArray().Select(one => (string?)one));

            // People sign in for that one, and it looks at that itself: SignedInReportTests.
            Assert.Equal(name == "SignedInReport" ? "Anonymous" : "Function", (string?)trigger["authLevel"]);
        }
    }

    [Fact]
    public void No_other_function_is_listed() =>
        Assert.Equal(
            Functions.Select(row => (string)row[0]).Order(),
            Read("functions.metadata").AsArray().Select(function => (string)function!["name"]!).Order()
        );

    [Fact]
    public void The_hosts_extensions_are_those_of_queues_and_Event_Grid_and_lie_there()
    {
        var extensions = Read("extensions.json")["extensions"]!.AsArray();

        Assert.Equal(["AzureStorageQueues", "EventGrid", "Startup"], extensions.Select(extension => (string)extension!["name"]!).Order());
        Assert.All(
            extensions,
            extension => Assert.True(File.Exists(Path.Combine(Folder, (string)extension!["hintPath"]!)), extension!.ToJsonString())
        );
    }

    [Fact]
    public void The_worker_is_started_by_dotnet()
    {
        var description = Read("worker.config.json")["description"]!;

        Assert.Equal(
            ("dotnet-isolated", "dotnet", "foundry-importer.dll"),
            ((string?)description["language"], (string?)description["defaultExecutablePath"], (string?)description["defaultWorkerPath"])
        );
        Assert.True(File.Exists(Path.Combine(Folder, "foundry-importer.dll")));
    }

    [Fact]
    public void Host_json_names_no_custom_handler_and_no_bundle_and_takes_one_message_at_a_time()
    {
        var host = Read("host.json");
        var queues = host["extensions"]!["queues"]!;

        Assert.Null(host["customHandler"]);
        Assert.Null(host["extensionBundle"]);
        Assert.Equal(
            ("00:00:01", 1, 0),
            ((string?)queues["maxPollingInterval"], (int)queues["batchSize"]!, (int)queues["newBatchThreshold"]!)
        );
        Assert.Equal("00:10:00", (string?)host["functionTimeout"]);
    }

    private static JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!;
}
