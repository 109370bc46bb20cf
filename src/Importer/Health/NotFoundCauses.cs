namespace Importer.Health;

/// <summary>Causes of a 404, which three places can give.</summary>
internal static class NotFoundCauses
{
    public static IReadOnlyList<CauseRule> Rules { get; } =
    [
        new((fault, _) => fault.Status == 404 && fault.Says("DeploymentNotFound", "deployment for this resource does not exist", "unknown_model"), (_, facts) => new(
            CauseCode.DeploymentNotFound,
            $"account {facts.AccountName} has no deployment of this name",
            "a fresh one takes up to five minutes; if it was deleted, its API follows with the next run; else deploy the model again under this name") { MayPass = true }),
        new((fault, _) => fault is { Status: 404, Speaker: Speaker.Gateway }, (_, _) => new(
            CauseCode.NoSuchApi,
            "the gateway has no API or operation under this URL",
            "POST /api/import makes it again; GET /api/plan shows what is missing") { MayPass = true }),
        new((fault, _) => fault.Status == 404, (_, facts) => new(
            CauseCode.WrongPath,
            $"account {facts.AccountName} answers, but not under this path or api-version",
            "the backend's URL or the api-version does not fit: GET /api/plan shows whether the backend was changed; for Source OpenApi check info.version, for Source Http the path without a second /openai")),
    ];
}
