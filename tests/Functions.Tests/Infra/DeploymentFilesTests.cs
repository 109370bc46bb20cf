using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Functions.Tests.Infra;

/// <summary>azure.yaml, hooks, parameters and templates fit together.</summary>
public sealed class DeploymentFilesTests
{
    private const string Posix = "infra/hooks/connect-events.sh";
    private const string Windows = "infra/hooks/connect-events.ps1";
    private const string EventSubscription = "infra/modules/event-subscription.bicep";

    [Theory]
    [InlineData("infra/main.parameters.json")]
    [InlineData("infra/example.parameters.json")]
    public void Parameter_files_name_parameters_that_there_are(string file)
    {
        var named = JsonNode.Parse(InfraFiles.Read(file))!["parameters"]!.AsObject().Select(parameter => parameter.Key);

        Assert.Empty(named.Except(InfraFiles.Parameters("infra/main.bicep")));
    }

    [Theory]
    [InlineData(Posix, @"\$(IMPORTER_\w+)", "\"(\\w+)=\\$IMPORTER")]
    [InlineData(Windows, @"\$env:(IMPORTER_\w+)", "\"(\\w+)=\\$env:IMPORTER")]
    public void Hooks_use_outputs_and_parameters_that_there_are(string hook, string variables, string parameters)
    {
        var text = InfraFiles.Read(hook);
        var used = InfraFiles.All(text, variables);

        Assert.NotEmpty(used);
        Assert.Empty(used.Except(InfraFiles.Outputs("infra/main.bicep")));
        Assert.Equal(
            InfraFiles.Parameters(EventSubscription).Except(["deadLetterContainer"]).Order(),
            InfraFiles.All(text, parameters).Order());
    }

    [Fact]
    public void Azd_publishes_and_deploys_the_project()
    {
        var azd = InfraFiles.Read("azure.yaml");

        Assert.Contains("project: ./src/Functions", azd, StringComparison.Ordinal);
        Assert.Contains("language: dotnet", azd, StringComparison.Ordinal);
        Assert.Contains("'azd-service-name': 'importer'", InfraFiles.Read("infra/modules/app.bicep"), StringComparison.Ordinal);
        Assert.All([Posix, Windows], hook => Assert.Contains(hook, azd, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_parameter_is_described()
    {
        var bicep = InfraFiles.Bicep();
        var described = Regex.Matches(bicep, @"^@description\('(?:[^'\\]|\\.)+'\)\n(?:@\w+\(.*\)\n)*param ", RegexOptions.Multiline);

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

    [Fact]
    public void No_key_is_used_and_no_output_shows_a_secret()
    {
        var bicep = InfraFiles.Bicep();

        Assert.Contains("allowSharedKeyAccess: false", bicep, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\blist(Keys|Secrets|AccountSas)\(", bicep);
        Assert.Empty(InfraFiles.All(bicep, @"^output .*(?i:(connectionstring|password|secret))"));
    }
}
