using System.Text.Json.Nodes;

namespace EndToEnd.Tests;

/// <summary>The settings name a service that is not there.</summary>
[Collection(nameof(MisdirectedCloud))]
public sealed class WrongServiceTests(MisdirectedCloud cloud)
{
    [Fact]
    public async Task A_wrong_ServiceId_is_told_and_the_import_happens_once_the_service_is_there()
    {
        await cloud.Arm.PutAccountAsync("patient");
        await cloud.SettleAsync();
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("patient", "gpt-4o");

        var run = await cloud.Importer.RunAsync(ArmDriver.Deployment("patient", "gpt-4o"), _ => true);
        Assert.Equal("failed", run.Outcome);
        Assert.Contains("service late-apim not found: check Importer:ApiManagement:ServiceId", run.Error, StringComparison.Ordinal);
        Assert.Contains(cloud.Log, line => line.Contains("check Importer:ApiManagement:ServiceId", StringComparison.Ordinal));
        await cloud.SettleAsync();
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        var record = await cloud.Importer.RunAsync(ArmDriver.Deployment("patient", "gpt-4o"), _ => true);
        Assert.Single(record.Json["attempts"]!.AsArray());
        Assert.True(await cloud.Control.PoisonAsync() > 0, "no number of attempts helps against a wrong setting");

        await cloud.Arm.PutAsync(
            MisdirectedCloud.ServiceId,
            new JsonObject
            {
                ["location"] = "swedencentral",
                ["sku"] = new JsonObject { ["name"] = "Developer", ["capacity"] = 1 },
                ["properties"] = new JsonObject { ["publisherEmail"] = "somebody@contoso.example", ["publisherName"] = "Contoso" },
            }
        );
        var import = await cloud.Importer.ImportAsync();

        Assert.True(import.Outcome == "succeeded", import.ToString());
        Assert.Equal([new("patient-openai", "patient/openai")], await cloud.Arm.ApisOfAsync("patient", MisdirectedCloud.ServiceId));
        Assert.Equal("SystemAssigned", (string?)(await cloud.Arm.GetAsync(MisdirectedCloud.ServiceId))!["identity"]!["type"]);
        Assert.Empty(await cloud.Arm.ApisOfAsync("patient"));
    }
}
