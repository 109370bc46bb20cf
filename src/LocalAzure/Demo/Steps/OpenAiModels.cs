namespace LocalAzure.Demo.Steps;

/// <summary>An account with OpenAI models becomes one API of the Azure OpenAI shape.</summary>
internal sealed class OpenAiModels : IDemoStep
{
    public const string Account = "contoso";
    public const string Chat = "gpt-4o";
    public const string Embedding = "text-embedding-3-large";
    public const string Api = $"{Account}-openai";

    public string Title => "Two OpenAI models are deployed, and nobody opens the portal's import wizard";

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        await scene.Arm.PutAsync(
            ArmClient.AccountId(Account),
            $$"""{ "location": "swedencentral", "kind": "AIServices", "sku": { "name": "S0" }, "properties": { "customSubDomainName": "{{Account}}" } }""",
            cancellationToken
        );
        scene.Narrator.Say($"PUT accounts/{Account}: a Foundry account, still without models.");

        await scene.FollowAsync(
            Account,
            Chat,
            """{ "format": "OpenAI", "name": "gpt-4o", "version": "2024-11-20" }""",
            ModelCall.Chat(Account, Chat),
            cancellationToken
        );
        await scene.FollowAsync(
            Account,
            Embedding,
            """{ "format": "OpenAI", "name": "text-embedding-3-large", "version": "1" }""",
            ModelCall.Embedding(Account, Embedding),
            cancellationToken
        );

        var api = await scene.Arm.GetAsync(ArmClient.ApiId(Api), cancellationToken);
        Check.That(api.IsOk, $"the API '{Api}' is registered", api.ToString());
        var path = (string?)api.Json?["properties"]?["path"];
        Check.That(path == $"{Account}/openai", $"its path is {Account}/openai", path ?? "none");
        scene.Narrator.Verified($"Both models stand behind one API, '{Api}' on /{path}.");
    }
}
