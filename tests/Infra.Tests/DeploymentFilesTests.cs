using System.Text.RegularExpressions;

namespace Infra.Tests;

/// <summary>azure.yaml, hooks, parameters and templates fit together.</summary>
public sealed class DeploymentFilesTests
{
    private const string Posix = "infra/hooks/connect-events.sh";
    private const string Windows = "infra/hooks/connect-events.ps1";
    private const string EventSubscription = "infra/modules/event-subscription.bicep";

    [Theory]
    [InlineData(Posix, @"\b(IMPORTER_\w+)", "\"(\\w+)=\\$")]
    [InlineData(Windows, @"\b(IMPORTER_\w+)", "^ {8}\"(\\w+)=\\$")]
    public void Hooks_use_outputs_and_parameters_that_there_are(string hook, string variables, string parameters)
    {
        var text = InfraFiles.Read(hook);
        var environment = InfraFiles.All(InfraFiles.Read("infra/main.parameters.json"), @"\$\{(IMPORTER_\w+)\}");
        var used = InfraFiles.All(text, variables);

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(InfraFiles.Outputs("infra/main.bicep")).Except(environment).Except(["IMPORTER_HOOK_WAIT"]));
        Assert.Equal(
            InfraFiles.Parameters(EventSubscription).Except(["deadLetterContainer"]).Order(),
            InfraFiles.All(text, parameters).Order()
        );
    }

    [Fact]
    public void Both_event_subscriptions_take_the_same_parameters() =>
        Assert.Equal(
            InfraFiles.Parameters(EventSubscription).Order(),
            InfraFiles.Parameters("infra/modules/breaker-subscription.bicep").Order()
        );

    [Fact]
    public void Azd_builds_the_app_as_it_builds_dotnet_and_needs_a_version_that_leaves_others_alone()
    {
        var azd = InfraFiles.Read("azure.yaml");

        Assert.Contains("    project: ./src/Functions\n    language: dotnet\n    host: function\n", azd, StringComparison.Ordinal);
        Assert.Contains("'>= 1.24.1'", azd, StringComparison.Ordinal);
        Assert.Contains("1.24.1", InfraFiles.Read("docs/quickstart-azure.md"), StringComparison.Ordinal);
        Assert.Contains("1.24.1", InfraFiles.Read("docs/upgrade-uninstall.md"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^metadata:\n  template: foundry-importer@\d", azd);
        Assert.Contains("'azd-service-name': 'importer'", InfraFiles.Read("infra/modules/app.bicep"), StringComparison.Ordinal);
        Assert.All([Posix, Windows], hook => Assert.Contains(hook, azd, StringComparison.Ordinal));
    }

    [Fact]
    public void A_pipeline_gets_every_value_of_the_environment()
    {
        var values = InfraFiles.All(InfraFiles.Read("infra/main.parameters.json"), @"\$\{(IMPORTER_\w+)\}");
        var pipeline = InfraFiles.Read("azure.yaml").Split("\npipeline:\n")[1];

        Assert.Equal(values.Order(), InfraFiles.All(pipeline, @"^    - (\w+)$").Order());
        Assert.Contains("  secrets:\n    - IMPORTER_SETTINGS\n", pipeline, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_parameter_is_described()
    {
        var bicep = InfraFiles.Bicep();
        var described = Regex.Matches(
            bicep,
            @"^@description\('(?:[^'\\]|\\.)+'\)\n(?:@\w+\((?:[^()]|\n)*\)\n)*param ",
            RegexOptions.Multiline
        );

        Assert.Equal(Regex.Count(bicep, "^param ", RegexOptions.Multiline), described.Count);
    }

    [Fact]
    public void Values_of_an_azd_environment_are_on_the_page_that_tells_how_to_deploy()
    {
        var page = InfraFiles.Read("docs/quickstart-azure.md");
        var values = InfraFiles.All(InfraFiles.Read("infra/main.parameters.json"), @"\$\{(IMPORTER_\w+)");

        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Contains(value, page, StringComparison.Ordinal));
    }
}
