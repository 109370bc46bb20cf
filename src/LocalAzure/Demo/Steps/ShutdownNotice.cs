using System.Net;

namespace LocalAzure.Demo.Steps;

/// <summary>A deployment goes, and with the last one its API; what is not ours stays as it is.</summary>
internal sealed class ShutdownNotice : IDemoStep
{
    private static readonly string[] Petstore = ["", "/policies/policy", "/operations"];

    public string Title => "A model is retired, and its API goes with it";

    public async Task TellAsync(Scene scene, CancellationToken cancellationToken)
    {
        var before = await PetstoreAsync(scene, cancellationToken);
        await scene.StartCountingAsync(cancellationToken);
        await scene.Arm.DeleteAsync(ArmClient.DeploymentId(PartnerModel.Account, PartnerModel.Deployment), cancellationToken);
        scene.Narrator.Say($"DELETE {PartnerModel.Account}/deployments/{PartnerModel.Deployment}: it was the account's only model.");

        await scene.Narrator.WhileAsync(
            "waiting for its API to go …",
            () =>
                Check.UntilAsync(
                    $"the API '{PartnerModel.Api}' is gone from API Management",
                    () => scene.Arm.GetAsync(ArmClient.ApiId(PartnerModel.Api), cancellationToken),
                    seen => seen.Status == HttpStatusCode.NotFound,
                    cancellationToken
                )
        );
        var took =
            TimeProvider.System.GetUtcNow()
            - await scene.Control.EventTimeAsync(ArmClient.DeploymentId(PartnerModel.Account, PartnerModel.Deployment), cancellationToken);
        scene.Narrator.Verified($"The API '{PartnerModel.Api}' was gone {took.TotalSeconds:0.0} s after the event.");

        await scene.QuietAsync(cancellationToken);
        var gone = await Check.UntilAsync(
            "the gateway answers 404",
            () => scene.Gateway.CallAsync(ModelCall.ModelsChat(PartnerModel.Account, PartnerModel.Deployment), cancellationToken),
            seen => seen.Status == HttpStatusCode.NotFound,
            cancellationToken
        );
        scene.Narrator.Verified($"The gateway answers {(int)gone.Status} on its path.");

        await scene.Gateway.UntilAnsweredAsync(ModelCall.Chat(OpenAiModels.Account, OpenAiModels.Chat), cancellationToken);
        var after = await PetstoreAsync(scene, cancellationToken);
        Check.That(before == after, $"the hand-made API 'petstore' is byte for byte the same ({before})", after);
        scene.Narrator.Verified($"'{OpenAiModels.Api}' still answers, and the hand-made API 'petstore' is byte for byte the same.");
    }

    private static async Task<string> PetstoreAsync(Scene scene, CancellationToken cancellationToken)
    {
        var parts = new List<string>();
        foreach (var part in Petstore)
        {
            var reply = await scene.Arm.GetAsync($"{ArmClient.ApiId("petstore")}{part}", cancellationToken);
            Check.That(reply.IsOk, $"petstore{part} can be read", reply.ToString());
            parts.Add(reply.Text);
        }

        return string.Concat(parts);
    }
}
