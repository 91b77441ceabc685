# A function with a layer of RPM packages, for Terraform and OpenTofu:
#
#     node ../layer.mjs && terraform init && terraform apply

terraform {
  required_providers {
    archive = { source = "hashicorp/archive", version = "~> 2.4" }
    aws     = { source = "hashicorp/aws", version = ">= 5.80" }
  }
}

locals {
  layer = "${path.module}/../build/tools.zip"
}

resource "aws_lambda_layer_version" "tools" {
  layer_name  = "tools"
  description = "jq and what it needs"
  # The archive that rpmsolve has written. The same packages give the same bytes, and so the same version.
  filename                 = local.layer
  source_code_hash         = filebase64sha256(local.layer)
  compatible_runtimes      = ["nodejs22.x"]
  compatible_architectures = ["x86_64"]
}

data "archive_file" "function" {
  type        = "zip"
  source_dir  = "${path.module}/../function"
  output_path = "${path.module}/../build/function.zip"
}

resource "aws_iam_role" "query" {
  name_prefix = "query-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Action    = "sts:AssumeRole"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "query" {
  role       = aws_iam_role.query.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "query" {
  function_name    = "query"
  filename         = data.archive_file.function.output_path
  source_code_hash = data.archive_file.function.output_base64sha256
  handler          = "index.handler"
  runtime          = "nodejs22.x"
  architectures    = ["x86_64"]
  role             = aws_iam_role.query.arn
  timeout          = 10
  memory_size      = 256
  layers           = [aws_lambda_layer_version.tools.arn]
}
