using Azure.Core;
using Cli.Running;
using Cli.Settings;

namespace Cli.Tests;

/// <summary>A settings file that somebody else wrote leads nobody's token to a host of theirs.</summary>
public sealed class TokenPlacesTests : IDisposable
{
    private const string Public = "https://management.azure.com";
    private const string Local = "http://127.0.0.1:7080";

    private readonly string _folder = Directory.CreateTempSubdirectory("cli-places-").FullName;

    public static TheoryData<string> Foreign =>
        [
            "https://evil.example",
            "https://management.azure.com.evil.example",
            "https://evilmanagement.azure.com",
            "https://machine.westeurope.cloudapp.azure.com",
            "https://machine.usgovvirginia.cloudapp.usgovcloudapi.net",
            "https://management.azure.com:8443",
        ];

    public static TheoryData<string> ForeignStores =>
        [
            "https://evil.example/reports",
            "https://st.blob.core.windows.net.evil.example/reports",
            "https://stblob.core.windows.net/reports",
            "https://st.file.core.windows.net/reports",
            "https://st.blob.core.windows.net:8443/reports",
            "http://127.0.0.1:7081/devstoreaccount1/reports",
        ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task A_foreign_resource_manager_of_a_file_gets_no_token_and_the_refusal_names_field_and_option(string endpoint)
    {
        Write(endpoint, "store");
        foreach (
            var command in new[]
            {
                "plan",
                "apply --yes",
                "test",
                "report",
                "explain contoso",
                "export --format bicep --output out",
                "adopt chat --yes",
                "detach chat --yes",
                "restore run-00000001 --yes",
            }
        )
        {
            var credential = new AskedCredential();
            var run = await RunAsync(credential, command.Split(' '));

            Assert.True(run.Exit == ExitCode.Unknown, $"{command}: {run}");
            Assert.True(credential.Asked == 0, $"{command} asked for a token");
            Assert.Contains($"Arm.Endpoint in importer.json names {endpoint}", run.Error, StringComparison.Ordinal);
            Assert.Contains($"name it yourself by --arm {endpoint}", run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(ForeignStores))]
    public async Task A_foreign_store_of_a_file_gets_no_token_and_the_refusal_names_field_and_option(string store)
    {
        Write(Public, store);
        var credential = new AskedCredential();

        var run = await RunAsync(credential, "plan");

        Assert.True(run.Exit == ExitCode.Unknown, run.ToString());
        Assert.Equal(0, credential.Asked);
        Assert.Contains(
            $"Reports.Container in importer.json names {new Uri(store).GetLeftPart(UriPartial.Authority)}",
            run.Error,
            StringComparison.Ordinal
        );
        Assert.Contains($"name it yourself by --store {store}", run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Public, "https://st.blob.core.windows.net/reports")]
    [InlineData("https://westeurope.management.azure.com", "https://st.z12.blob.storage.azure.net/reports")]
    [InlineData("https://management.usgovcloudapi.net", "https://st.blob.core.usgovcloudapi.net/reports")]
    [InlineData("https://management.chinacloudapi.cn", "https://st.blob.core.chinacloudapi.cn/reports")]
    [InlineData(Local, "http://127.0.0.1:7081/devstoreaccount1/reports")]
    [InlineData(Public, "store")]
    public void Hosts_of_azure_s_clouds_and_a_stand_in_on_this_machine_may_stand_in_a_file(string endpoint, string store)
    {
        Write(endpoint, store);

        Assert.Equal(endpoint, Load(new AzureOptions()).Settings.ArmEndpoint.AbsoluteUri.TrimEnd('/'));
    }

    [Fact]
    public void What_the_person_names_by_an_option_or_a_variable_is_the_persons_business()
    {
        Write("https://evil.example", "https://evil.example/reports");
        var named = new AzureOptions { Arm = "https://arm.stack.example", Store = "https://blob.stack.example/reports" };
        var variables = new Dictionary<string, string?>
        {
            ["importer__arm__endpoint"] = named.Arm,
            ["Importer__Reports__Container"] = named.Store,
        };

        Assert.Equal("arm.stack.example", Load(named).Settings.ArmEndpoint.Host);
        Assert.Equal(named.Store, Load(new AzureOptions(), variables).Settings.ReportsContainer);
        Assert.Contains(
            "Reports.Container",
            Assert.Throws<CliFault>(() => Load(new AzureOptions { Arm = named.Arm })).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Arm.Endpoint",
            Assert.Throws<CliFault>(() => Load(new AzureOptions { Store = named.Store })).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CliRun> RunAsync(TokenCredential credential, params string[] arguments) =>
        CliRun.RunAsync(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = _folder,
                Environment = new Dictionary<string, string?>(),
                Credential = credential,
            },
            arguments
        );

    private CommandConfiguration Load(AzureOptions options, Dictionary<string, string?>? variables = null) =>
        SettingsLoader.Load(
            options,
            null,
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Folder = _folder,
                Environment = variables ?? [],
            }
        );

    private void Write(string endpoint, string store) =>
        File.WriteAllText(
            Path.Combine(_folder, "importer.json"),
            $$"""
            { "Importer": {
                "ApiManagement": { "ServiceId": "{{CliScene.Service}}" },
                "Discovery": { "Scopes": [ "{{CliScene.Subscription}}" ] },
                "Arm": { "Endpoint": "{{endpoint}}" },
                "Reports": { "Container": "{{store}}" }
            } }
            """
        );

    /// <summary>Counts who asks for a token, and gives none.</summary>
    private sealed class AskedCredential : TokenCredential
    {
        public int Asked { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Asked++;
            throw new InvalidOperationException("A token was asked for.");
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
