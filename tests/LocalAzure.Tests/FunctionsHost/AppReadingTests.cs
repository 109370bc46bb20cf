using LocalAzure.FunctionsHost;

namespace LocalAzure.Tests.FunctionsHost;

public sealed class AppReadingTests : IDisposable
{
    private readonly AppFolder _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void A_binding_that_is_not_simulated_is_refused_by_its_name()
    {
        _app.With("Save", """{ "type": "timerTrigger", "name": "timer", "schedule": "0 0 3 * * *" }, { "type": "blob", "name": "file", "direction": "out" }""");

        Assert.Contains("'blob' is not simulated", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_listed_at_once()
    {
        _app.Host("""{ "version": "1.0", "customHandler": { "enableForwardingHttpRequest": true } }""")
            .With("1st", """{ "type": "httpTrigger", "name": "req" }""")
            .With("Two", """{ "type": "httpTrigger", "name": "a" }, { "type": "queueTrigger", "name": "b", "queueName": "q1" }""");

        var faults = Assert.Throws<HostStartException>(() => Load()).Faults;

        Assert.Equal(5, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("'version' must be exactly", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("enableForwardingHttpRequest", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("DefaultExecutablePath cannot be empty", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("'1st' is not a valid function name", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("exactly one trigger binding, found 2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("httpWorker")]
    [InlineData("retry")]
    [InlineData("concurrency")]
    public void A_section_of_host_json_that_would_change_behaviour_is_refused(string section)
    {
        _app.WithTimer().Host($$"""{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "h" } }, "{{section}}": { "a": "b" } }""");

        Assert.Contains($"'{section}' is not simulated", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_policy_is_refused()
    {
        _app.WithTimer();
        File.WriteAllText(Path.Combine(_app.Root, "Tick", "function.json"), """{ "bindings": [], "retry": { "strategy": "fixedDelay" } }""");

        Assert.Contains("'retry' is not simulated", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_reference_that_leads_nowhere_is_a_fault_that_names_the_setting()
    {
        _app.WithTimer(schedule: "%NoSuchSchedule%");

        Assert.Contains("'%NoSuchSchedule%' does not resolve to a value", Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_references_are_resolved_and_queue_names_lower_cased()
    {
        _app.WithTimer(schedule: "%When%").WithQueue(queue: "%Where%");

        var app = Load(("When", "0 5 * * * *"), ("Where", "Import-Requests"));

        Assert.Equal("0 5 * * * *", app.TriggeredBy("timerTrigger").Single().Trigger.Text("schedule"));
        Assert.Equal("import-requests", app.TriggeredBy("queueTrigger").Single().Trigger.Text("queueName"));
    }

    [Fact]
    public void Bindings_of_extensions_need_the_extension_bundle()
    {
        _app.WithEventGrid().WithTimer().Host("""{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "h" } } }""");

        var faults = Assert.Throws<HostStartException>(() => Load()).Faults;

        Assert.Contains("'eventGridTrigger' are not registered", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AzureWebJobs.Tick.Disabled")]
    [InlineData("AzureWebJobs.tick.disabled")]
    public void A_disabled_function_is_left_out(string setting)
    {
        _app.WithTimer().WithTimer("Tock");

        Assert.Equal("Tock", Assert.Single(Load((setting, "true")).Functions).Name);
    }

    [Fact]
    public void Values_of_host_json_can_be_overridden_by_app_settings()
    {
        _app.WithTimer();

        var host = Load(
            ("AzureFunctionsJobHost__functionTimeout", "00:01:00"),
            ("AzureFunctionsJobHost__extensions__queues__batchSize", "7"),
            ("AzureFunctionsJobHost__customHandler__description__arguments", """["--one", "%Two%", "%None%"]"""),
            ("Two", "two")).Host;

        Assert.Equal(TimeSpan.FromMinutes(1), host.FunctionTimeout);
        Assert.Equal(7, host.Queues.BatchSize);
        Assert.Equal(["--one", "two", ""], host.Handler.Arguments);
    }

    [Fact]
    public void The_defaults_are_the_hosts()
    {
        _app.WithTimer().Host("""{ "version": "2.0", "customHandler": { "description": { "defaultExecutablePath": "handler" } } }""");

        var host = Load().Host;

        Assert.Equal(TimeSpan.FromMinutes(30), host.FunctionTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), host.InitializationTimeout);
        Assert.Equal("api", host.RoutePrefix);
        Assert.Equal(16, host.Queues.BatchSize);
        Assert.Equal(8 * Environment.ProcessorCount, host.Queues.NewBatchThreshold);
        Assert.Equal(5, host.Queues.MaxDequeueCount);
        Assert.Equal(TimeSpan.Zero, host.Queues.VisibilityTimeout);
        Assert.True(host.Queues.Base64);
    }

    [Fact]
    public void The_executable_is_taken_from_the_folder_if_it_is_there_and_from_the_path_if_not()
    {
        _app.WithTimer();
        Assert.Equal("handler", Load().Host.Handler.Executable);

        File.WriteAllText(Path.Combine(_app.Root, "handler"), "");
        Assert.Equal(Path.Combine(_app.Root, "handler"), Load().Host.Handler.Executable);
        Assert.Equal(_app.Root, Load().Host.Handler.WorkingDirectory);
    }

    [Fact]
    public void A_folder_without_host_json_says_what_to_do()
    {
        File.Delete(Path.Combine(_app.Root, "host.json"));

        Assert.Contains("build src/Functions first", Fault(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "encrypted settings are not simulated")]
    [InlineData("""{ "Setting": "x" }""", "no 'Values' object")]
    [InlineData("""{ "Values": { "a": { } } }""", "every value must be a string")]
    public void A_settings_file_of_another_shape_is_refused(string json, string message)
    {
        File.WriteAllText(_app.SettingsFile, json);

        Assert.Contains(message, Assert.Throws<HostStartException>(() => AppSettings.ReadFile(_app.SettingsFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_settings_file_that_is_not_there_is_refused() =>
        Assert.Contains("cannot be read", Assert.Throws<HostStartException>(() => AppSettings.ReadFile("/no/such/file.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Later_settings_win_and_colons_become_underscores()
    {
        var settings = new AppSettings(new Dictionary<string, string> { ["A:B"] = "1", ["C"] = "1" }, new Dictionary<string, string> { ["a__b"] = "2" });

        Assert.Equal("2", settings["A__B"]);
        Assert.Equal("1", settings["c"]);
    }

    private FunctionsApp Load(params (string Name, string Value)[] settings) =>
        FunctionsApp.Load(_app.Root, new AppSettings(settings.ToDictionary(one => one.Name, one => one.Value)));

    private string Fault() => Assert.Throws<HostStartException>(() => Load()).Message;
}
