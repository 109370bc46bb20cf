namespace Infra.Tests;

/// <summary>The hook that connects events after the code is there, run with a stand-in for the Azure CLI.</summary>
public sealed class HookTests : IDisposable
{
    private const string Hook = "infra/hooks/connect-events.sh";

    private static readonly Dictionary<string, string> Outputs = new()
    {
        ["IMPORTER_EVENT_SUBSCRIPTION_NAME"] = "foundry-importer-x",
        ["IMPORTER_FUNCTION_APP_ID"] = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Web/sites/func",
        ["IMPORTER_FUNCTION_APP_NAME"] = "func",
        ["IMPORTER_STORAGE_ACCOUNT_ID"] = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st",
        ["IMPORTER_MAX_DELIVERY_ATTEMPTS"] = "30",
        ["IMPORTER_EVENT_TIME_TO_LIVE_MINUTES"] = "1440",
        ["IMPORTER_TOPIC_IDS"] =
            "/subscriptions/1/resourceGroups/rg/providers/Microsoft.EventGrid/systemTopics/here,/subscriptions/2/resourceGroups/hub/providers/Microsoft.EventGrid/systemTopics/there",
        ["IMPORTER_WARNINGS"] = "",
        ["IMPORTER_HOOK_WAIT"] = "0",
    };

    private static readonly Dictionary<string, string> WithBreakers = new(Outputs)
    {
        ["IMPORTER_BREAKER_TOPIC_ID"] = "/subscriptions/3/resourceGroups/gateway/providers/Microsoft.EventGrid/systemTopics/breakers",
    };

    private readonly FakeCommands _commands = new();

    [ShellFact]
    public async Task Each_topic_is_connected_in_its_own_subscription_and_group()
    {
        _commands.Add("az");

        var (exitCode, output) = await _commands.RunAsync(Hook, Outputs);

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            [("1", "rg", "topicName=here"), ("2", "hub", "topicName=there")],
            Deployments().Select(call => (After(call, "--subscription"), After(call, "--resource-group"), After(call, "--parameters")))
        );
        Assert.All(Deployments(), call => Assert.True(File.Exists(Path.Combine(InfraFiles.Root, After(call, "--template-file")))));
    }

    [ShellFact]
    public async Task The_services_topic_is_connected_after_the_others_with_a_template_of_its_own()
    {
        _commands.Add("az");

        var (exitCode, output) = await _commands.RunAsync(Hook, WithBreakers);

        Assert.True(exitCode == 0, output);
        var last = Deployments()[^1];
        Assert.Equal(3, Deployments().Count);
        Assert.Equal(
            ("3", "gateway", "infra/modules/breaker-subscription.bicep", "topicName=breakers"),
            (After(last, "--subscription"), After(last, "--resource-group"), After(last, "--template-file"), After(last, "--parameters"))
        );
        Assert.Contains("breaker events of the service now reach func", output, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task Breaker_events_that_are_refused_keep_no_others_from_being_connected_and_are_told()
    {
        _commands.Add("az", """case "$*" in *"--subscription 3 "*) exit 1;; esac""");

        var (exitCode, output) = await _commands.RunAsync(Hook, WithBreakers);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("gave up on breaker events", output, StringComparison.Ordinal);
        Assert.Contains("azd env set IMPORTER_WATCH_BREAKERS false", output, StringComparison.Ordinal);
        Assert.Contains("events of subscription 2 now reach func", output, StringComparison.Ordinal);
        Assert.DoesNotContain("gave up on subscriptions", output, StringComparison.Ordinal);
    }

    [ShellTheory]
    [InlineData("IMPORTER_TOPIC_IDS")]
    [InlineData("IMPORTER_FUNCTION_APP_ID")]
    [InlineData("IMPORTER_STORAGE_ACCOUNT_ID")]
    [InlineData("IMPORTER_EVENT_SUBSCRIPTION_NAME")]
    [InlineData("IMPORTER_MAX_DELIVERY_ATTEMPTS")]
    public async Task A_missing_value_stops_it_by_name(string name)
    {
        _commands.Add("az");

        var (exitCode, output) = await _commands.RunAsync(Hook, Outputs.Where(one => one.Key != name).ToDictionary());

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"no value for {name}.", output, StringComparison.Ordinal);
        Assert.Empty(_commands.Calls());
    }

    [Fact]
    public void The_other_hook_looks_for_the_same_values()
    {
        var asked = InfraFiles.All(
            InfraFiles.Read("infra/hooks/connect-events.ps1").Split("$needed = @(")[1].Split(')')[0],
            @"'(IMPORTER_\w+)'"
        );

        Assert.Equal(
            InfraFiles.All(InfraFiles.Read(Hook).Split("for name in")[1].Split("; do")[0], @"(IMPORTER_\w+)").Order(),
            asked.Order()
        );
    }

    [ShellFact]
    public async Task Without_a_sign_in_of_the_azure_cli_it_says_both_ways_out()
    {
        _commands.Add("az", "exit 1");

        var (exitCode, output) = await _commands.RunAsync(Hook, Outputs);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("az login", output, StringComparison.Ordinal);
        Assert.Contains("azd env set IMPORTER_CONNECT_EVENTS true", output, StringComparison.Ordinal);
    }

    [ShellFact]
    public async Task Where_the_templates_connect_the_events_no_azure_cli_is_needed()
    {
        _commands.Add("az", "exit 1");

        var (exitCode, output) = await _commands.RunAsync(
            Hook,
            new Dictionary<string, string>(Outputs) { ["IMPORTER_CONNECT_EVENTS"] = "true" }
        );

        Assert.True(exitCode == 0, output);
        Assert.Empty(_commands.Calls());
    }

    [ShellFact]
    public async Task One_subscription_that_refuses_keeps_no_other_from_being_connected()
    {
        _commands.Add("az", """case "$*" in *"--subscription 1 "*) exit 1;; esac""");

        var (exitCode, output) = await _commands.RunAsync(Hook, Outputs);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("gave up on subscriptions 1;", output, StringComparison.Ordinal);
        Assert.Contains("events of subscription 2 now reach func", output, StringComparison.Ordinal);
        Assert.Equal(6, Deployments().Count);
    }

    [ShellFact]
    public async Task Warnings_of_the_deployment_are_told_and_no_topics_are_no_fault()
    {
        _commands.Add("az");

        var (exitCode, output) = await _commands.RunAsync(
            Hook,
            new Dictionary<string, string>(Outputs)
            {
                ["IMPORTER_TOPIC_IDS"] = "",
                ["IMPORTER_WARNINGS"] = "Events of these subscriptions do not reach the app",
            }
        );

        Assert.True(exitCode == 0, output);
        Assert.Contains("connect-events: Events of these subscriptions do not reach the app", output, StringComparison.Ordinal);
        Assert.Empty(Deployments());
    }

    public void Dispose() => _commands.Dispose();

    private IReadOnlyList<string[]> Deployments() =>
        [.. _commands.Calls().Where(call => call is ["az", "deployment", "group", "create", ..])];

    private static string After(string[] call, string option) => call[Array.IndexOf(call, option) + 1];
}
