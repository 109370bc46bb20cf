namespace LocalAzure.Demo.Steps;

/// <summary>An account with a partner's model becomes an API of the Azure AI shape.</summary>
internal sealed class PartnerModel : IDemoStep
{
    public const string Account = "fabrikam";
    public const string Deployment = "Llama-3.3-70B-Instruct";
    public const string Api = $"{Account}-models";

    public string Title => "A partner's model gets the other kind of API, because its clients call it differently";

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        await scene.Arm.PutAsync(
            ArmClient.AccountId(Account),
            $$"""{ "location": "westeurope", "kind": "AIServices", "sku": { "name": "S0" }, "properties": { "customSubDomainName": "{{Account}}" } }""",
            cancellationToken
        );
        await scene.FollowAsync(
            Account,
            Deployment,
            """{ "format": "Meta", "name": "Llama-3.3-70B-Instruct", "version": "5" }""",
            ModelCall.ModelsChat(Account, Deployment),
            cancellationToken
        );

        var api = await scene.Arm.GetAsync(ArmClient.ApiId(Api), cancellationToken);
        Check.That(api.IsOk, $"the API '{Api}' is registered", api.ToString());
        scene.Narrator.Verified(
            $"The deployment's name is in the body here, so the API is '{Api}' on /{api.Json?["properties"]?["path"]}."
        );
    }
}
