using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class AppReadingTests : IDisposable
{
    private readonly AppFolder _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void A_binding_that_is_not_simulated_is_refused_by_its_name()
    {
        _app.With(
            "Save",
            """{ "type": "timerTrigger", "name": "timer", "schedule": "0 0 3 * * *" }, { "type": "blob", "name": "file", "direction": "Out" }"""
        );
        Index();

        Assert.Contains("'blob' is not simulated", Assert.Single(_refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void A_queue_parameter_of_an_sdk_type_is_refused()
    {
        _app.WithQueue(more: """, "properties": { "supportsDeferredBinding": "True" } """);
        Index();

        Assert.Contains("take a string", Assert.Single(_refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_with_a_mistake_has_an_error_and_the_others_have_none()
    {
        _app.With("1st", """{ "type": "httpTrigger", "name": "req" }""")
            .With("Two", """{ "type": "httpTrigger", "name": "a" }, { "type": "queueTrigger", "name": "b", "queueName": "q1" }""")
            .WithQueue("Odd", "UNDER_score")
            .WithTimer();

        var functions = Index().ToDictionary(function => function.Name, function => function.Error);

        Assert.Contains("'1st' is not a valid function name", functions["1st"], StringComparison.Ordinal);
        Assert.Contains("exactly one trigger binding, found 2", functions["Two"], StringComparison.Ordinal);
        Assert.Contains("'under_score' is not a valid queue name", functions["Odd"], StringComparison.Ordinal);
        Assert.Null(functions["Tick"]);
    }

    [Fact]
    public void A_binding_with_a_name_that_stands_twice_is_an_error_of_its_function()
    {
        _app.WithTimer(more: """, "schedule": "0 0 4 * * *" """);

        Assert.Contains("the same name twice", Assert.Single(Index()).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("httpWorker")]
    [InlineData("customHandler")]
    [InlineData("retry")]
    [InlineData("concurrency")]
    public void A_section_of_host_json_that_would_change_behaviour_is_refused(string section)
    {
        _app.Host($$"""{ "version": "2.0", "{{section}}": { "a": "b" } }""");

        Assert.Contains($"'{section}' is not simulated", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_of_the_folder_is_listed_at_once()
    {
        _app.Host("""{ "version": "1.0", "customHandler": { "a": "b" } }""").Worker("{}");

        Assert.Equal(3, Assert.Throws<HostStartException>(() => Load()).Faults.Count);
    }

    [Fact]
    public void Setting_references_are_resolved_and_queue_names_lower_cased()
    {
        _app.WithTimer(schedule: "%When%").WithQueue(queue: "%Where%");

        var functions = Index(("When", "0 5 * * * *"), ("Where", "Import-Requests"))
            .ToDictionary(function => function.Name, function => function.Trigger);

        Assert.Equal("0 5 * * * *", functions["Tick"].Text("schedule"));
        Assert.Equal("import-requests", functions["Work"].Text("queueName"));
    }

    [Theory]
    [InlineData("eventGridTrigger", """{ "extensions": [ { "name": "AzureStorageQueues" } ] }""")]
    [InlineData("queueTrigger", """{ "extensions": [] }""")]
    public void A_binding_whose_extension_the_app_does_not_bring_is_an_error(string type, string extensions)
    {
        _app.WithEventGrid().WithQueue().Extensions(extensions);

        Assert.Contains(
            $"'{type}' are not registered",
            Index().Single(function => function.Trigger.Is(type)).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Extensions_do_not_count_without_their_hidden_folder()
    {
        _app.WithQueue();
        Directory.Delete(Path.Combine(_app.Root, ".azurefunctions"));

        Assert.Contains(".azurefunctions", Assert.Single(Index()).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobs.Tick.Disabled")]
    [InlineData("AzureWebJobs.tick.disabled")]
    public void A_disabled_function_does_not_run(string setting)
    {
        _app.WithTimer().WithTimer("Tock");

        Assert.Equal("Tock", Assert.Single(Index((setting, "true")), function => function.Runs).Name);
    }

    [Fact]
    public void Values_of_host_json_can_be_overridden_by_app_settings()
    {
        var host = Load(
            ("AzureFunctionsJobHost__functionTimeout", "00:01:00"),
            ("AzureFunctionsJobHost__extensions__queues__batchSize", "7"),
            ("AzureFunctionsJobHost__extensions__queues__maxPollingInterval", "00:00:01")
        ).Host;

        Assert.Equal(TimeSpan.FromMinutes(1), host.FunctionTimeout);
        Assert.Equal(7, host.Queues.BatchSize);
        Assert.Equal(TimeSpan.FromSeconds(1), host.Queues.MaxPollingInterval);
    }

    [Fact]
    public void The_defaults_are_the_hosts()
    {
        _app.Host("""{ "version": "2.0" }""");

        var host = Load().Host;

        Assert.Equal(TimeSpan.FromMinutes(30), host.FunctionTimeout);
        Assert.Equal("api", host.RoutePrefix);
        Assert.Equal(16, host.Queues.BatchSize);
        Assert.Equal(8 * Environment.ProcessorCount, host.Queues.NewBatchThreshold);
        Assert.Equal(5, host.Queues.MaxDequeueCount);
        Assert.Equal(TimeSpan.Zero, host.Queues.VisibilityTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), host.Queues.MaxPollingInterval);
        Assert.True(host.Queues.Base64);
    }

    [Theory]
    [InlineData("host.json", "build or publish the app first")]
    [InlineData("worker.config.json", "not the output of a .NET isolated worker")]
    [InlineData("app.dll", "names it as the worker")]
    public void A_folder_without_a_file_that_is_needed_says_so_in_one_line(string file, string message)
    {
        File.Delete(Path.Combine(_app.Root, file));

        var fault = Assert.Single(Assert.Throws<HostStartException>(() => Load()).Faults);
        Assert.Contains(message, fault, StringComparison.Ordinal);
        Assert.Contains(file, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{ "description": { "language": "python", "defaultExecutablePath": "python", "defaultWorkerPath": "worker.py" } }""",
        "\"python\""
    )]
    [InlineData("""{ "description": { "language": "dotnet-isolated" } }""", "defaultExecutablePath")]
    [InlineData("not json", "not JSON")]
    public void A_worker_description_that_is_not_simulated_is_refused(string json, string message)
    {
        _app.Worker(json);

        Assert.Contains(message, Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "encrypted settings are not simulated")]
    [InlineData("""{ "Setting": "x" }""", "no 'Values' object")]
    [InlineData("""{ "Values": { "a": { } } }""", "every value must be a string")]
    public void A_settings_file_of_another_shape_is_refused(string json, string message)
    {
        File.WriteAllText(_app.SettingsFile, json);

        Assert.Contains(
            message,
            Assert.Throws<HostStartException>(() => AppSettings.ReadFile(_app.SettingsFile)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_settings_file_that_is_not_there_is_refused() =>
        Assert.Contains(
            "cannot be read",
            Assert.Throws<HostStartException>(() => AppSettings.ReadFile("/no/such/file.json")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Later_settings_win_and_colons_become_underscores()
    {
        var settings = new AppSettings(
            new Dictionary<string, string> { ["A:B"] = "1", ["C"] = "1" },
            new Dictionary<string, string> { ["a__b"] = "2" }
        );

        Assert.Equal("2", settings["A__B"]);
        Assert.Equal("1", settings["c"]);
    }

    private readonly List<string> _refusals = [];

    private IReadOnlyList<FunctionDefinition> Index(params (string Name, string Value)[] settings) =>
        new FunctionIndex(_app.Root, Settings(settings), _refusals).Read(_app.Functions);

    private FunctionsApp Load(params (string Name, string Value)[] settings) => FunctionsApp.Load(_app.Root, Settings(settings));

    private static AppSettings Settings((string Name, string Value)[] settings) =>
        new(settings.ToDictionary(one => one.Name, one => one.Value));

    private string Fault() => Assert.Throws<HostStartException>(() => Load()).Message;
}
